package io.mededge.regional.fhir;

import io.mededge.model.outbound.ClockTrust;
import io.mededge.regional.fhir.PatientStore.Stay;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the times of devices may be believed, from what their gateways reported about their clocks. */
final class ClockStore {
    /**
     * The last report at or before the time counts. What lies between the two times of a clock that was set back may be of before or after: it is stepped,
     * whatever was said later.
     */
    private static final Query TRUST = Query.of("""
            select r.n, case when exists (
                    select from clock_report c
                    where c.stream = any (own.ids) and c.before > c.at and r.at >= c.at and r.at < c.before) then :stepped
                else (
                    select c.trust from clock_report c where c.stream = any (own.ids) and c.at <= r.at
                    order by c.at desc, c.stream desc, c.sequence desc limit 1) end as trust
            from unnest(:n::int[], :facility::text[], :device::text[], :at::timestamptz[]) as r(n, facility, device, at)
            join device d on d.facility = r.facility and d.device = r.device
            cross join lateral (
                select array_agg(id) as ids from stream
                where stream.facility = d.facility and stream.gateway = d.gateway and stream.device = d.gateway) own""");

    private final ReadPool database;

    ClockStore(ReadPool database) {
        this.database = database;
    }

    /** For each stay the trust at its begin; null: its gateway has never said anything about its clock by then. */
    List<@Nullable ClockTrust> trusts(List<Stay> stays) {
        var numbers = new ArrayList<Integer>();
        stays.forEach(stay -> numbers.add(numbers.size()));
        var trusts = new ArrayList<@Nullable ClockTrust>(Collections.nCopies(stays.size(), null));
        var arguments = Map.<String, Object>of(
                "n", SqlArray.ints(numbers),
                "facility",
                        SqlArray.texts(stays.stream()
                                .map(stay -> stay.device().facility().value())
                                .toList()),
                "device",
                        SqlArray.texts(stays.stream()
                                .map(stay -> stay.device().device().value())
                                .toList()),
                "at", SqlArray.times(stays.stream().map(Stay::since).toList()),
                "stepped", ClockTrust.STEPPED.ordinal());
        database.read(TRUST, arguments, row -> {
            var trust = row.getInt("trust");
            if (!row.wasNull()) {
                trusts.set(row.getInt("n"), ClockTrust.values()[trust]);
            }
            return trusts;
        });
        return trusts;
    }
}
