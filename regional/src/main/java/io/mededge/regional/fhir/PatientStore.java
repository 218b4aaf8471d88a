package io.mededge.regional.fhir;

import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Pseudonym;
import io.mededge.regional.fhir.Corrections.Correction;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import io.mededge.regional.fhir.Scope.Possession;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.PatientMapper;
import io.mededge.regional.transform.StoredPatient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Who is known here, by pseudonym, and whose a device's data are at a time. */
final class PatientStore {
    /** Changes of one device within one stretch that are looked at; any at all makes it nobody's. */
    private static final int CHANGES = 8;

    /** Bound of one search: some years of treatment on two devices. */
    static final int MAX_POSSESSIONS = 2_000;

    // The newest association not after the beginning of the stretch, and those within it.
    private static final Query OWNERS = Query.of("""
            select r.n, a.pseudonym
            from unnest(:n::int[], :facility::text[], :device::text[], :since::timestamptz[], :until::timestamptz[])
                as r(n, facility, device, since, until)
            cross join lateral (
                select (select pseudonym from association
                    where facility = r.facility and device = r.device and since <= r.since
                    order by since desc, stream desc, sequence desc limit 1) as pseudonym
                union all
                (select pseudonym from association
                    where facility = r.facility and device = r.device and since > r.since and since < r.until limit :changes)) a""");

    /** Bound of one page: a facility corrects some a month. */
    static final int MAX_CORRECTIONS = 20_000;

    private static final Query CORRECTIONS = Query.of("""
            select r.n, c.number, c.since, c.until, c.pseudonym, c.at
            from unnest(:n::int[], :facility::text[], :device::text[], :since::timestamptz[], :until::timestamptz[])
                as r(n, facility, device, since, until)
            join association_correction c
                on c.facility = r.facility and c.device = r.device and c.until > r.since and c.since < r.until
            order by r.n, c.number, c.at, c.stream, c.sequence
            limit :max""");

    // What was taken away from a patient stays a possession: it holds Observations that say that they were entered in
    // error.
    private static final Query POSSESSIONS = Query.of("""
            select a.facility, a.device, a.since,
                (select n.since from association n
                    where n.facility = a.facility and n.device = a.device
                        and (n.since, n.stream, n.sequence) > (a.since, a.stream, a.sequence)
                        and n.pseudonym is distinct from a.pseudonym
                    order by n.since, n.stream, n.sequence limit 1) as until
            from association a where a.pseudonym = :pseudonym
            union all
            select facility, device, since, until from association_correction where pseudonym = :pseudonym
            order by since desc limit :limit""");

    private static final Query PATIENTS = Query.of("""
            select pseudonym, facility from patient
            where pseudonym > :after and pseudonym >= :low and pseudonym < :high order by pseudonym limit :limit""");

    /** Bound of one page: a facility joins some records a month. */
    static final int MAX_LINKS = 20_000;

    // Of what a facility says about one replaced pseudonym the highest number counts; it may have come several times.
    private static final Query LINKS = Query.of("""
            select distinct l.replaced, l.replacing from patient_link l
            where (l.replaced = any(:patients::text[]) or l.replacing = any(:patients::text[])) and l.joined
                and not exists (select from patient_link n
                    where n.facility = l.facility and n.replaced = l.replaced and n.number > l.number)
            order by l.replaced, l.replacing limit :max""");

    private final ReadPool database;

    PatientStore(ReadPool database) {
        this.database = database;
    }

    private record Known(Pseudonym pseudonym, FacilityId facility) {}

    private record Link(Pseudonym replaced, Pseudonym replacing) {}

    /** A stretch of time on a device: from {@code since} to before {@code until}. */
    record Stay(DeviceKey device, Instant since, Instant until) {}

    /** Whose the data of each stretch are; null: nobody's, or not one person's throughout. */
    List<@Nullable Pseudonym> owners(List<Stay> stays) {
        var candidates = new ArrayList<Set<Optional<String>>>();
        stays.forEach(stay -> candidates.add(new HashSet<>()));
        var arguments = arguments(stays, "changes", CHANGES);
        database.read(
                OWNERS,
                arguments,
                row -> candidates.get(row.getInt("n")).add(Optional.ofNullable(row.getString("pseudonym"))));
        var owners = new ArrayList<@Nullable Pseudonym>();
        for (var candidate : candidates) {
            var sole = candidate.size() == 1 ? candidate.iterator().next() : Optional.<String>empty();
            owners.add(sole.map(Pseudonym::new).orElse(null));
        }
        return owners;
    }

    private static Map<String, Object> arguments(List<Stay> stays, String bound, int max) {
        return Map.of(
                "n",
                SqlArray.ints(IntStream.range(0, stays.size()).boxed().toList()),
                "facility",
                SqlArray.texts(stays.stream()
                        .map(stay -> stay.device().facility().value())
                        .toList()),
                "device",
                SqlArray.texts(stays.stream()
                        .map(stay -> stay.device().device().value())
                        .toList()),
                "since",
                SqlArray.times(stays.stream().map(Stay::since).toList()),
                "until",
                SqlArray.times(stays.stream().map(Stay::until).toList()),
                bound,
                max);
    }

    /** The corrections that concern any of the time of each stretch, ascending by number. */
    List<List<Correction>> corrections(List<Stay> stays) {
        var told = new ArrayList<List<Correction>>();
        stays.forEach(stay -> told.add(new ArrayList<>()));
        var rows = database.read(CORRECTIONS, arguments(stays, "max", MAX_CORRECTIONS + 1), row -> {
            var pseudonym = row.getString("pseudonym");
            return told.get(row.getInt("n"))
                    .add(new Correction(
                            row.getLong("number"),
                            ObservationStore.instant(row, "since"),
                            ObservationStore.instant(row, "until"),
                            pseudonym == null ? null : new Pseudonym(pseudonym),
                            ObservationStore.instant(row, "at")));
        });
        if (rows.size() > MAX_CORRECTIONS) {
            throw Refusals.tooCostly("asks for minutes with more corrections than one page may look at");
        }
        return told.stream().map(Corrections::distinct).toList();
    }

    /** When a patient had which device, corrected away or not; empty if there is no such patient. */
    List<Possession> possessions(String patientId) {
        var patient = known(patientId, "", 1).stream().findFirst();
        if (patient.isEmpty()) {
            return List.of();
        }
        var arguments =
                Map.<String, Object>of("pseudonym", patient.get().pseudonym().hex(), "limit", MAX_POSSESSIONS + 1);
        var rows = database.read(POSSESSIONS, arguments, row -> {
            var until = row.getObject("until", OffsetDateTime.class);
            var device = DeviceKey.of(row.getString("facility"), row.getString("device"));
            var always = Possession.always(device);
            return new Possession(
                    device, ObservationStore.instant(row, "since"), until == null ? always.until() : until.toInstant());
        });
        if (rows.size() > MAX_POSSESSIONS) {
            throw Refusals.tooCostly("belongs to a search for more treatments than one search may cover");
        }
        return merged(rows);
    }

    /** The same association told again, as after a restart of a gateway, begins later and ends at the same time. */
    private static List<Possession> merged(List<Possession> newestFirst) {
        var byEnd = new LinkedHashMap<List<Object>, Possession>();
        newestFirst.forEach(possession -> byEnd.put(List.of(possession.device(), possession.until()), possession));
        return List.copyOf(byEnd.values());
    }

    /**
     * Ascending by pseudonym, at most {@code limit}.
     *
     * @param prefix with which the pseudonym begins, hexadecimal digits; empty: any
     * @param after only pseudonyms beyond this
     */
    List<StoredPatient> patients(String prefix, String after, int limit) {
        var known = known(prefix, after, limit);
        var links = known.isEmpty() ? List.<Link>of() : links(known);
        return known.stream()
                .map(one -> new StoredPatient(
                        one.pseudonym(),
                        one.facility(),
                        links.stream()
                                .filter(link -> link.replaced().equals(one.pseudonym()))
                                .map(Link::replacing)
                                .toList(),
                        links.stream()
                                .filter(link -> link.replacing().equals(one.pseudonym()))
                                .map(Link::replaced)
                                .toList()))
                .toList();
    }

    private List<Link> links(List<Known> patients) {
        var pseudonyms = SqlArray.texts(
                patients.stream().map(patient -> patient.pseudonym().hex()).toList());
        var links = database.read(
                LINKS,
                Map.of("patients", pseudonyms, "max", MAX_LINKS + 1),
                row -> new Link(new Pseudonym(row.getString("replaced")), new Pseudonym(row.getString("replacing"))));
        if (links.size() > MAX_LINKS) {
            throw Refusals.tooCostly("asks for patients with more links than one page may look at");
        }
        return links;
    }

    private List<Known> known(String prefix, String after, int limit) {
        if (!prefix.isEmpty() && !prefix.matches("[0-9a-f]{" + PatientMapper.ID_LENGTH + "}|[0-9a-f]{64}")) {
            return List.of();
        }
        // 'g' comes after every hexadecimal digit
        var arguments = Map.<String, Object>of("after", after, "low", prefix, "high", prefix + "g", "limit", limit);
        return database.read(
                PATIENTS,
                arguments,
                row -> new Known(new Pseudonym(row.getString("pseudonym")), new FacilityId(row.getString("facility"))));
    }
}
