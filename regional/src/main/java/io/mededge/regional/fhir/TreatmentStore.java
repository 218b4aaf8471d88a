package io.mededge.regional.fhir;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import io.mededge.regional.transform.ProcedureMapper.Stage;
import io.mededge.regional.transform.StoredTreatment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Treatment sessions as facilities have reported them. */
final class TreatmentStore {
    // a treatment that has not ended has no end that could be compared: it is later than all
    private static final Query TREATMENTS = Query.of("""
            select session, facility, reported_at, version, state, interrupted, pseudonym, devices, planned_begin, planned_end,
                started, ended
            from treatment
            where session > :after
                and (:id = '' or session = :id)
                and pseudonym >= :low and pseudonym < :high
                and (not :staged or exists (
                    select from unnest(:states::int[], :flags::bool[]) as s (state, interrupted)
                    where s.state = treatment.state and s.interrupted = treatment.interrupted))
                and (not :dated or (started between :startFirst and :startLast
                    and coalesce(ended, :endless) between :endFirst and :endLast))
            order by session limit :limit""");

    private final ReadPool database;

    TreatmentStore(ReadPool database) {
        this.database = database;
    }

    /**
     * Which treatments.
     *
     * @param id empty: any
     * @param patient with which the pseudonym begins; empty: any
     * @param stages null: any
     * @param after only ids beyond this
     */
    record Filter(String id, String patient, @Nullable List<Stage> stages, List<DateCondition> dates, String after) {}

    /** Ascending by id, at most {@code limit}. */
    List<StoredTreatment> treatments(Filter filter, int limit) {
        var stages = filter.stages() == null ? List.<Stage>of() : filter.stages();
        var arguments = new HashMap<String, Object>();
        arguments.put("after", filter.after());
        arguments.put("id", filter.id());
        arguments.put("low", filter.patient());
        // 'g' comes after every hexadecimal digit
        arguments.put("high", filter.patient() + "g");
        arguments.put("staged", filter.stages() != null);
        arguments.put(
                "states",
                SqlArray.ints(
                        stages.stream().map(stage -> stage.state().ordinal()).toList()));
        arguments.put(
                "flags", SqlArray.flags(stages.stream().map(Stage::interrupted).toList()));
        arguments.put("dated", !filter.dates().isEmpty());
        var starts = TimeSpan.ALWAYS;
        var ends = TimeSpan.ALWAYS;
        for (var date : filter.dates()) {
            starts = starts.and(starts(date));
            ends = ends.and(ends(date));
        }
        arguments.put("startFirst", TimeSpan.instant(starts.first()));
        arguments.put("startLast", TimeSpan.instant(starts.last()));
        arguments.put("endFirst", TimeSpan.instant(ends.first()));
        arguments.put("endLast", TimeSpan.instant(ends.last()));
        arguments.put("endless", TimeSpan.instant(TimeSpan.ALWAYS.last()));
        arguments.put("limit", limit);
        return database.read(TREATMENTS, arguments, TreatmentStore::treatment);
    }

    /** When a period must begin to satisfy a condition (FHIR R4 section 3.1.1.4.7). */
    private static TimeSpan starts(DateCondition date) {
        return switch (date.prefix()) {
            case EQ -> TimeSpan.from(date.low());
            case LT -> TimeSpan.until(date.low() - 1);
            case LE -> TimeSpan.until(date.high() - 1);
            case SA -> TimeSpan.from(date.high());
            case GT, GE, EB -> TimeSpan.ALWAYS;
        };
    }

    /** When it must end. One that has not ended satisfies only what has no upper bound. */
    private static TimeSpan ends(DateCondition date) {
        return switch (date.prefix()) {
            case EQ -> TimeSpan.until(date.high() - 1);
            case GT -> TimeSpan.from(date.high());
            case GE -> TimeSpan.from(date.low());
            case EB -> TimeSpan.until(date.low() - 1);
            case LT, LE, SA -> TimeSpan.ALWAYS;
        };
    }

    private static StoredTreatment treatment(ResultSet row) throws SQLException {
        var devices = row.getString("devices");
        var report = new SessionReport(
                new SessionId(row.getString("session")),
                row.getLong("version"),
                SessionState.values()[row.getInt("state")],
                row.getBoolean("interrupted"),
                new Pseudonym(row.getString("pseudonym")),
                devices.isEmpty()
                        ? List.of()
                        : Arrays.stream(devices.split(",", -1))
                                .map(DeviceId::new)
                                .toList(),
                ObservationStore.instant(row, "planned_begin"),
                ObservationStore.instant(row, "planned_end"),
                instant(row, "started"),
                instant(row, "ended"));
        return new StoredTreatment(
                new FacilityId(row.getString("facility")), report, ObservationStore.instant(row, "reported_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }
}
