package io.mededge.regional.ingest;

import io.mededge.model.completeness.RecordChain;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.telemetry.CertificateCodec;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database.Session;
import io.mededge.regional.ingest.Arrivals.Association;
import io.mededge.regional.ingest.Arrivals.CertificateRow;
import io.mededge.regional.ingest.Arrivals.ClockRow;
import io.mededge.regional.ingest.Arrivals.Correction;
import io.mededge.regional.ingest.Arrivals.Description;
import io.mededge.regional.ingest.Arrivals.EventRow;
import io.mededge.regional.ingest.Arrivals.LinkRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of an events stream: what devices are, what machines reported, whose the data are, what gateways certify, where sessions stand. */
final class EventRows {
    private EventRows() {}

    static void write(Session session, Arrivals arrivals) {
        newest(arrivals.descriptions()).forEach(description -> writeDescription(session, description));
        if (!arrivals.descriptions().isEmpty()) {
            writeDescribed(session, arrivals.descriptions());
        }
        if (!arrivals.certificates().isEmpty()) {
            writeCertificates(session, arrivals.certificates());
        }
        if (!arrivals.clocks().isEmpty()) {
            writeClocks(session, arrivals.clocks());
        }
        if (!arrivals.events().isEmpty()) {
            writeEvents(session, arrivals.events());
        }
        var seen = seen(arrivals);
        if (!seen.isEmpty()) {
            writePatients(session, seen);
        }
        if (!arrivals.associations().isEmpty()) {
            writeAssociations(session, arrivals.associations());
        }
        if (!arrivals.corrections().isEmpty()) {
            writeCorrections(session, arrivals.corrections());
        }
        if (!arrivals.sessions().isEmpty()) {
            SessionRows.write(session, arrivals.sessions());
        }
        if (!arrivals.links().isEmpty()) {
            writeLinks(session, arrivals.links());
        }
    }

    /** A patient of whom something is told. */
    private record Seen(String pseudonym, String facility, Instant at) {}

    /** All at once and in one order everywhere, so that transactions about the same patients do not deadlock. */
    private static List<Seen> seen(Arrivals arrivals) {
        var associated =
                arrivals.associations().stream().map(one -> seen(one.content().patient(), one.stream(), one.at()));
        var corrected = arrivals.corrections().stream()
                .map(one -> seen(
                        one.content().patient(), one.stream(), one.content().since()));
        var treated = arrivals.sessions().stream().map(one -> seen(one.report().patient(), one.stream(), one.at()));
        var linked = arrivals.links().stream()
                .flatMap(one -> Stream.of(one.link().replaced(), one.link().replacing())
                        .map(patient -> seen(patient, one.stream(), one.at())));
        return Stream.of(associated, corrected, treated, linked)
                .flatMap(Function.identity())
                .filter(one -> !one.pseudonym().isEmpty())
                .sorted(Comparator.comparing(Seen::pseudonym).thenComparing(Seen::at))
                .toList();
    }

    /** One description per device, in one order everywhere, so that transactions that describe the same devices do not deadlock. */
    private static List<Description> newest(List<Description> descriptions) {
        Map<String, Description> byDevice = new TreeMap<>();
        for (var description : descriptions) {
            var stream = description.stream();
            byDevice.merge(
                    stream.place().facility() + "/" + stream.device(),
                    description,
                    (one, other) -> other.at().isBefore(one.at()) ? one : other);
        }
        return List.copyOf(byDevice.values());
    }

    /** An older description that comes late changes nothing. */
    private static void writeDescription(Session session, Description description) {
        var stream = description.stream();
        var content = description.content();
        var taken = session.execute(
                """
                insert into device as known (facility, device, gateway, model, serial, firmware, station, zone, profile,
                    profile_version, device_type, poll_millis, described_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                on conflict (facility, device) do update
                set gateway = excluded.gateway, model = excluded.model, serial = excluded.serial,
                    firmware = excluded.firmware, station = excluded.station, zone = excluded.zone,
                    profile = excluded.profile, profile_version = excluded.profile_version,
                    device_type = excluded.device_type, poll_millis = excluded.poll_millis,
                    described_at = excluded.described_at
                where known.described_at <= excluded.described_at""",
                Tuple.tuple()
                        .addValue(stream.place().facility().value())
                        .addValue(stream.device().value())
                        .addValue(stream.gateway().value())
                        .addValue(content.model())
                        .addValue(content.serial())
                        .addValue(content.firmware())
                        .addValue(content.station())
                        .addValue(content.zone())
                        .addValue(content.profile())
                        .addValue(content.profileVersion())
                        .addValue(content.deviceType())
                        .addValue(content.pollMillis())
                        .addValue(Columns.utc(description.at())));
        if (taken.rowCount() > 0 && !content.metrics().isEmpty()) {
            writeMetrics(session, stream, content.metrics());
        }
    }

    private static void writeMetrics(Session session, StreamId stream, List<MetricDescription> metrics) {
        var inOneOrder = metrics.stream()
                .sorted(Comparator.comparing(metric -> metric.id().value()))
                .toList();
        session.execute(
                """
                insert into series (facility, device, metric, display, unit, mdc_code, mdc_reference, loinc_code, kind,
                    category, choices, deadband, max_silence_millis)
                select $12, $13, metric, display, unit, mdc_code, mdc_reference, loinc_code, kind, category, choices::jsonb,
                    deadband, max_silence_millis
                from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                    $8::smallint[], $9::text[], $10::float8[], $11::int[]) as described
                    (metric, display, unit, mdc_code, mdc_reference, loinc_code, kind, category, choices, deadband,
                    max_silence_millis)
                on conflict (facility, device, metric) do update
                set display = excluded.display, unit = excluded.unit, mdc_code = excluded.mdc_code,
                    mdc_reference = excluded.mdc_reference, loinc_code = excluded.loinc_code, kind = excluded.kind,
                    category = excluded.category, choices = excluded.choices, deadband = excluded.deadband,
                    max_silence_millis = excluded.max_silence_millis""",
                Columns.of(inOneOrder)
                        .text(metric -> metric.id().value())
                        .text(MetricDescription::display)
                        .text(MetricDescription::unit)
                        .text(MetricDescription::mdcCode)
                        .text(MetricDescription::mdcReference)
                        .text(MetricDescription::loincCode)
                        .int2(metric -> metric.kind().ordinal())
                        .int2(metric -> metric.category().ordinal())
                        .text(EventRows::choices)
                        .float8(metric -> metric.recording().deadband())
                        .int4(metric -> metric.recording().maxSilenceMillis())
                        .parameters()
                        .addValue(stream.place().facility().value())
                        .addValue(stream.device().value()));
    }

    private static String choices(MetricDescription metric) {
        var choices = new JsonArray();
        for (var choice : metric.choices()) {
            choices.add(new JsonObject()
                    .put("number", choice.number())
                    .put("code", choice.code())
                    .put("display", choice.display()));
        }
        return choices.encode();
    }

    /** That they came, whichever is the newest: a gateway certifies each of its records. */
    private static void writeDescribed(Session session, List<Description> descriptions) {
        session.execute(
                """
                insert into description (stream, sequence, at, content)
                select stream, sequence, at, decode(content, 'hex')
                from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::text[]) as told (stream, sequence, at, content)""",
                Columns.of(descriptions)
                        .int4(Description::row)
                        .int8(Description::sequence)
                        .time(Description::at)
                        .text(description ->
                                RecordChain.content(description.content()).hex())
                        .parameters());
    }

    private static void writeCertificates(Session session, List<CertificateRow> certificates) {
        session.execute(
                """
                insert into certificate (stream, sequence, at, content)
                select stream, sequence, at, decode(content, 'hex')
                from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::text[]) as told (stream, sequence, at, content)""",
                Columns.of(certificates)
                        .int4(CertificateRow::stream)
                        .int8(CertificateRow::sequence)
                        .time(CertificateRow::at)
                        .text(row -> HexFormat.of().formatHex(CertificateCodec.encode(row.content())))
                        .parameters());
    }

    private static void writeClocks(Session session, List<ClockRow> clocks) {
        session.execute(
                """
                insert into clock_report (stream, sequence, at, trust, before)
                select * from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::smallint[], $5::timestamptz[])""",
                Columns.of(clocks)
                        .int4(ClockRow::stream)
                        .int8(ClockRow::sequence)
                        .time(ClockRow::at)
                        .int2(row -> row.report().trust().ordinal())
                        .time(row -> row.report().before())
                        .parameters());
    }

    private static void writeEvents(Session session, List<EventRow> events) {
        session.execute(
                """
                insert into machine_event (stream, sequence, at, machine_sequence, code, name, start)
                select * from unnest(
                    $1::int[], $2::bigint[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::bool[])""",
                Columns.of(events)
                        .int4(EventRow::stream)
                        .int8(EventRow::sequence)
                        .time(EventRow::at)
                        .int4(row -> row.event().machineSequence())
                        .int4(row -> row.event().code())
                        .text(row -> row.event().name())
                        .bool(row -> row.event().start())
                        .parameters());
    }

    private static void writePatients(Session session, List<Seen> patients) {
        session.execute(
                """
                insert into patient (pseudonym, facility, first_seen)
                select * from unnest($1::text[], $2::text[], $3::timestamptz[])
                on conflict do nothing""",
                Columns.of(patients)
                        .text(Seen::pseudonym)
                        .text(Seen::facility)
                        .time(Seen::at)
                        .parameters());
    }

    private static Seen seen(@Nullable Pseudonym patient, StreamId stream, Instant at) {
        return new Seen(hex(patient), stream.place().facility().value(), at);
    }

    private static void writeAssociations(Session session, List<Association> associations) {
        session.execute(
                """
                insert into association (facility, device, since, pseudonym, stream, sequence)
                select facility, device, since, nullif(pseudonym, ''), stream, sequence
                from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::bigint[])
                    as told (facility, device, since, pseudonym, stream, sequence)""",
                Columns.of(associations)
                        .text(association ->
                                association.stream().place().facility().value())
                        .text(association -> association.stream().device().value())
                        .time(Association::at)
                        .text(association -> hex(association.content().patient()))
                        .int4(Association::row)
                        .int8(Association::sequence)
                        .parameters());
    }

    private static void writeLinks(Session session, List<LinkRow> links) {
        session.execute(
                """
                insert into patient_link (facility, number, replaced, replacing, joined, at, stream, sequence)
                select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bool[], $6::timestamptz[], $7::int[],
                    $8::bigint[])""",
                Columns.of(links)
                        .text(row -> row.stream().place().facility().value())
                        .int8(row -> row.link().number())
                        .text(row -> row.link().replaced().hex())
                        .text(row -> row.link().replacing().hex())
                        .bool(row -> row.link().joined())
                        .time(LinkRow::at)
                        .int4(LinkRow::row)
                        .int8(LinkRow::sequence)
                        .parameters());
    }

    private static void writeCorrections(Session session, List<Correction> corrections) {
        session.execute(
                """
                insert into association_correction
                    (facility, device, number, since, until, former, pseudonym, at, stream, sequence)
                select facility, device, number, since, until, nullif(former, ''), nullif(pseudonym, ''), at, stream, sequence
                from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[],
                    $8::timestamptz[], $9::int[], $10::bigint[])
                    as told (facility, device, number, since, until, former, pseudonym, at, stream, sequence)""",
                Columns.of(corrections)
                        .text(row -> row.stream().place().facility().value())
                        .text(row -> row.stream().device().value())
                        .int8(row -> row.content().number())
                        .time(row -> row.content().since())
                        .time(row -> row.content().until())
                        .text(row -> hex(row.content().former()))
                        .text(row -> hex(row.content().patient()))
                        .time(Correction::at)
                        .int4(Correction::row)
                        .int8(Correction::sequence)
                        .parameters());
    }

    private static String hex(@Nullable Pseudonym pseudonym) {
        return pseudonym == null ? "" : pseudonym.hex();
    }
}
