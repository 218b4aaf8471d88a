package io.mededge.regional.completeness;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.StreamClass;
import io.mededge.regional.completeness.StreamCoverage.CheckedRange;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says for each hour of a device whether the region has what its gateway recorded. */
public final class CompletenessReader {
    /** Bound of the hours of one answer. */
    public static final int MAX_HOURS = 168;

    /** Epochs of one device that are looked at, the newest ones. */
    private static final int MAX_EPOCHS = 10;

    private final Database database;

    public CompletenessReader(Database database) {
        this.database = database;
    }

    /**
     * The last hours that have ended, the newest first.
     *
     * @param hours at most {@link #MAX_HOURS}
     */
    public List<HourStatement> hours(
            FacilityId facility, DeviceId device, StreamClass streamClass, Instant now, int hours) {
        var end = now.truncatedTo(ChronoUnit.HOURS);
        var count = Math.min(hours, MAX_HOURS);
        var coverages = coverages(facility, device, streamClass, end.minus(StreamCoverage.HOUR.multipliedBy(count)));
        var statements = new ArrayList<HourStatement>();
        for (var back = 1; back <= count; back++) {
            var hour = end.minus(StreamCoverage.HOUR.multipliedBy(back));
            statements.add(combined(
                    hour,
                    coverages.stream()
                            .filter(one -> one.concerns(hour))
                            .map(one -> one.hour(hour))
                            .toList()));
        }
        return statements;
    }

    /** A new journal begins a new epoch in the middle of an hour; the hour is known if each of its epochs is. */
    private static HourStatement combined(Instant hour, List<HourStatement> epochs) {
        Set<FaultCode> reasons = EnumSet.noneOf(FaultCode.class);
        epochs.forEach(epoch -> reasons.addAll(epoch.reasons()));
        return new HourStatement(
                hour,
                !epochs.isEmpty() && epochs.stream().allMatch(HourStatement::known),
                epochs.stream().mapToLong(HourStatement::missing).sum(),
                List.copyOf(reasons));
    }

    private List<StreamCoverage> coverages(
            FacilityId facility, DeviceId device, StreamClass streamClass, Instant from) {
        var rows = database.execute(
                """
                select stream.id, highest, issued, earlier.last as before, earlier.slot as before_slot
                from stream left join certified_stream on certified_stream.stream = stream.id
                left join lateral (
                    select last, slot from certified_range
                    where certified_range.stream = stream.id and slot < $4 order by first desc limit 1) as earlier on true
                where facility = $1 and device = $2 and class = $3 order by id desc limit $5""",
                Tuple.tuple()
                        .addValue(facility.value())
                        .addValue(device.value())
                        .addValue((short) streamClass.ordinal())
                        .addValue(Columns.utc(from))
                        .addValue(MAX_EPOCHS));
        var coverages = new ArrayList<StreamCoverage>();
        for (var row : rows) {
            coverages.add(coverage(row, coverages.isEmpty(), from));
        }
        return coverages;
    }

    private StreamCoverage coverage(Row row, boolean newest, Instant from) {
        var issued = row.getOffsetDateTime("issued");
        var before = row.getLong("before");
        var beforeSlot = row.getOffsetDateTime("before_slot");
        return new StreamCoverage(
                newest,
                issued == null ? 0 : row.getLong("highest"),
                issued == null ? null : issued.toInstant(),
                before == null ? 0 : before,
                beforeSlot == null ? null : beforeSlot.toInstant(),
                ranges(row.getInteger("id"), from));
    }

    private List<CheckedRange> ranges(int stream, Instant from) {
        var rows = database.execute("""
                select first, last, slot, state, faults,
                    (select coalesce(sum(upper(gone) - lower(gone)), 0)::bigint from unnest(missing) as gone) as missing
                from certified_range where stream = $1 and slot >= $2 order by first""", Tuple.of(stream, Columns.utc(from)));
        var ranges = new ArrayList<CheckedRange>(rows.size());
        for (var row : rows) {
            ranges.add(new CheckedRange(
                    row.getLong("first"),
                    row.getLong("last"),
                    row.getOffsetDateTime("slot").toInstant(),
                    RangeState.values()[row.getShort("state")],
                    row.getLong("missing"),
                    Arrays.stream(row.getArrayOfIntegers("faults"))
                            .map(FaultCode::ofNumber)
                            .flatMap(Optional::stream)
                            .toList()));
        }
        return ranges;
    }
}
