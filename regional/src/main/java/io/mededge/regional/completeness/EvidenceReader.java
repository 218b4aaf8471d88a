package io.mededge.regional.completeness;

import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.telemetry.CertificateCodec;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers {@link Evidence} about one device. */
public final class EvidenceReader {
    /** Bound of the span of one answer. */
    public static final Duration MAX_SPAN = Duration.ofHours(CompletenessReader.MAX_HOURS);

    /** Bound of the statements of one answer: two a slot, for all of the span, and as many again. */
    static final int MAX_CERTIFICATES = 8_000;

    /** A statement about a slot is issued an hour after its end at the latest. */
    private static final Duration ISSUED_WITHIN = Duration.ofHours(2);

    private record RangeKey(int stream, long first) {}

    private record Found(RangeState state, SequenceSet missing) {}

    private final Database database;
    private final CompletenessReader reader;
    private final GatewayKeys keys;

    public EvidenceReader(Database database, GatewayKeys keys) {
        this.database = database;
        this.reader = new CompletenessReader(database);
        this.keys = keys;
    }

    /** @throws IllegalArgumentException if the span is empty, longer than {@link #MAX_SPAN} or has too many statements */
    public Evidence read(FacilityId facility, DeviceId device, Instant from, Instant to) {
        var begin = from.truncatedTo(ChronoUnit.HOURS);
        var span = Duration.between(begin, to);
        if (span.isNegative() || span.isZero() || span.compareTo(MAX_SPAN) > 0) {
            throw new IllegalArgumentException(
                    "the span must be at most " + MAX_SPAN.toHours() + " hours, and not empty");
        }
        var hours = new ArrayList<Evidence.Hour>();
        for (var streamClass : StreamClass.values()) {
            reader.hours(facility, device, streamClass, to, (int) span.toHours()).stream()
                    .map(hour -> hour(streamClass, hour))
                    .forEach(hours::add);
        }
        return new Evidence(
                facility.value(), device.value(), begin, to, hours, certificates(facility, device, begin, to));
    }

    private static Evidence.Hour hour(StreamClass streamClass, HourStatement hour) {
        return new Evidence.Hour(
                lower(streamClass),
                hour.hour(),
                !hour.known() ? "unknown" : hour.missing() == 0 ? "complete" : "missing",
                hour.missing(),
                hour.reasons().stream().map(FaultCode::label).toList());
    }

    private List<Evidence.SignedStatement> certificates(
            FacilityId facility, DeviceId device, Instant from, Instant to) {
        var rows = database.execute(
                """
                select about, content from certificate
                where about = any (select id from stream where facility = $1 and device = $2)
                    and at >= $3 and at < $4
                order by at, sequence limit $5""",
                Tuple.of(
                        facility.value(),
                        device.value(),
                        Columns.utc(from),
                        Columns.utc(to.plus(ISSUED_WITHIN)),
                        MAX_CERTIFICATES + 1));
        if (rows.size() > MAX_CERTIFICATES) {
            throw new IllegalArgumentException(
                    "there are more than " + MAX_CERTIFICATES + " statements in this span: ask for a shorter one");
        }
        var found = found(facility, device, from, to);
        var statements = new ArrayList<Evidence.SignedStatement>();
        for (var row : rows) {
            var decoded = CertificateCodec.decode(row.getBuffer("content").getBytes());
            if (decoded instanceof Decoded.Value<Certificate> value) {
                statements.add(statement(value.value(), row.getInteger("about"), found));
            }
        }
        return statements;
    }

    /** What the region found in each range of the span. */
    private Map<RangeKey, Found> found(FacilityId facility, DeviceId device, Instant from, Instant to) {
        var rows = database.execute(
                """
                select stream, first, state, missing::text as missing from certified_range
                where stream = any (select id from stream where facility = $1 and device = $2) and slot >= $3 and slot < $4""",
                Tuple.of(
                        facility.value(),
                        device.value(),
                        // the first statements of a span are about what was just before
                        Columns.utc(from.minus(ISSUED_WITHIN)),
                        Columns.utc(to.plus(ISSUED_WITHIN))));
        var found = new HashMap<RangeKey, Found>();
        for (Row row : rows) {
            found.put(
                    new RangeKey(row.getInteger("stream"), row.getLong("first")),
                    new Found(RangeState.values()[row.getShort("state")], SequenceSet.parse(row.getString("missing"))));
        }
        return found;
    }

    private Evidence.SignedStatement statement(Certificate certificate, int about, Map<RangeKey, Found> found) {
        var statement = certificate.statement();
        var stream = statement.stream();
        var base64 = Base64.getEncoder();
        var publicKey = keys.of(stream.place().facility(), stream.gateway())
                .filter(key ->
                        CertificateSeal.keyId(key).equals(certificate.seal().keyId()))
                .map(key -> base64.encodeToString(key.getEncoded()))
                .orElse(null);
        return new Evidence.SignedStatement(
                stream.gateway().value(),
                lower(stream.streamClass()),
                stream.epoch(),
                statement.highest(),
                statement.issued(),
                certificate.seal().keyId(),
                publicKey,
                base64.encodeToString(HexFormat.of().parseHex(certificate.seal().signature())),
                base64.encodeToString(CertificateSeal.signedBytes(statement)),
                statement.ranges().stream()
                        .map(range -> range(
                                range,
                                found.get(new RangeKey(about, range.sequences().first()))))
                        .toList());
    }

    private static Evidence.Range range(Certificate.Range range, @Nullable Found found) {
        return new Evidence.Range(
                range.sequences().first(),
                range.sequences().last(),
                range.slot(),
                range.content().hex(),
                range.gaps().stream()
                        .map(gap -> new Evidence.Gap(gap.sequence(), gap.fault().label()))
                        .toList(),
                found == null ? "unknown" : lower(found.state()),
                found == null
                        ? List.of()
                        : found.missing().ranges().stream()
                                .map(gone -> new Evidence.Sequences(gone.first(), gone.last()))
                                .toList());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
