package io.mededge.regional.completeness;

import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Fingerprint;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.CertificateCodec;
import io.mededge.model.telemetry.Comparison;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.mededge.regional.database.Database.Session;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Compares what gateways certify with the rows that are stored. Both sides compute the same fingerprint of the same records, so that a row that was lost,
 * changed or doubled is found, whoever did it. Replicas may run this at once: each result is the same.
 */
public final class CompletenessCheck {
    private static final Logger LOG = Logger.getLogger(CompletenessCheck.class);

    /** Certificates of one run: of some ten facilities in a minute. */
    private static final int MAX_CERTIFICATES = 1_000;

    /** Ranges of one run that are not known to be complete. */
    private static final int MAX_OPEN = 500;

    /** Ranges of one run that were complete when last looked at: rows may be lost or changed later. */
    private static final int MAX_AGAIN = 20;

    /** As for records: times outside these are nonsense. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * What is missing for so long after the end of its range, and was certified, is told to its gateway. Before that it may be on its way through Kafka.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final SequenceSet NOTHING = new SequenceSet();

    /** Brings an answer to a gateway; may lose it, since it comes again until all is well. */
    @FunctionalInterface
    public interface Teller {
        void tell(Place place, DeviceId gateway, Acknowledgement answer);
    }

    private record Open(int row, StreamId stream, SequenceSet received, Certificate.Range range, RangeState state) {}

    private final Database database;
    private final RegionId region;
    private final GatewayKeys keys;
    private final Clock clock;
    private final Consumer<FaultCode> faults;
    private final Teller teller;
    private Answers answers = new Answers();

    public CompletenessCheck(
            Database database,
            RegionId region,
            GatewayKeys keys,
            Clock clock,
            Consumer<FaultCode> faults,
            Teller teller) {
        this.database = database;
        this.region = region;
        this.keys = keys;
        this.clock = clock;
        this.faults = faults;
        this.teller = teller;
    }

    /** Takes what certificates have come, looks at ranges, and tells the gateways what it found. By one thread. */
    public void run() {
        answers = new Answers();
        takeCertificates();
        check("state <> 1", MAX_OPEN);
        check("state = 1", MAX_AGAIN);
        answers.tell(teller);
    }

    private void takeCertificates() {
        var rows = database.execute("""
                select certificate.stream, sequence, content, state, facility, gateway
                from certificate join stream on stream.id = certificate.stream
                where state in (0, 3) order by state, at limit $1""", Tuple.of(MAX_CERTIFICATES));
        rows.forEach(this::take);
    }

    private void take(Row row) {
        var before = CertificateState.values()[row.getShort("state")];
        var carrier = new Place(region, new FacilityId(row.getString("facility")));
        var gateway = new DeviceId(row.getString("gateway"));
        var decoded = CertificateCodec.decode(row.getBuffer("content").getBytes());
        var verdict = decoded instanceof Decoded.Value<Certificate> value
                ? judge(value.value(), carrier, gateway)
                : CertificateState.REFUSED;
        if (verdict == before) {
            return;
        }
        if (verdict != CertificateState.TAKEN) {
            var fault = verdict == CertificateState.REFUSED
                    ? FaultCode.CERTIFICATE_REFUSED
                    : FaultCode.CERTIFICATE_KEY_UNKNOWN;
            faults.accept(fault);
            LOG.warnf("%s %s: %s of %s", fault.label(), fault.summary(), gateway, carrier);
            answerUnknown(decoded, carrier, gateway);
        }
        database.inTransaction(session -> {
            var about = verdict == CertificateState.TAKEN && decoded instanceof Decoded.Value<Certificate> value
                    ? keep(session, value.value().statement())
                    : null;
            return session.execute(
                    "update certificate set state = $3, about = $4 where stream = $1 and sequence = $2",
                    Tuple.of(row.getInteger("stream"), row.getLong("sequence"), (short) verdict.ordinal(), about));
        });
    }

    /** Only to the gateway that carried it: whom else it concerns is not proven. */
    private void answerUnknown(Decoded<Certificate> decoded, Place place, DeviceId gateway) {
        if (decoded instanceof Decoded.Value<Certificate> value) {
            var statement = value.value().statement();
            if (statement.stream().place().equals(place)
                    && statement.stream().gateway().equals(gateway)) {
                statement
                        .ranges()
                        .forEach(range -> answers.add(
                                statement.stream(), range.sequences(), Comparison.Verdict.UNKNOWN, NOTHING));
            }
        }
    }

    /** A gateway speaks for its own streams only, with its own key only. */
    private CertificateState judge(Certificate certificate, Place place, DeviceId gateway) {
        var statement = certificate.statement();
        var stream = statement.stream();
        if (!stream.place().equals(place) || !stream.gateway().equals(gateway) || !isStorable(statement)) {
            return CertificateState.REFUSED;
        }
        var key = keys.of(place.facility(), gateway);
        if (key.isEmpty()
                || !CertificateSeal.keyId(key.get()).equals(certificate.seal().keyId())) {
            return CertificateState.KEY_UNKNOWN;
        }
        return CertificateSeal.verify(certificate, key.get()) ? CertificateState.TAKEN : CertificateState.REFUSED;
    }

    private static boolean isStorable(Certificate.Statement statement) {
        return isStorable(statement.issued())
                && statement.ranges().stream().allMatch(range -> isStorable(range.slot()));
    }

    private static boolean isStorable(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    }

    /** Returns the row of the stream that it is about. */
    private static int keep(Session session, Certificate.Statement statement) {
        var row = streamRow(session, statement.stream());
        session.execute("""
                insert into certified_stream as known (stream, highest, issued) values ($1, $2, $3)
                on conflict (stream) do update
                set highest = greatest(known.highest, excluded.highest), issued = greatest(known.issued, excluded.issued)""", Tuple.of(row, statement.highest(), Columns.utc(statement.issued())));
        for (var range : statement.ranges()) {
            session.execute(
                    """
                    insert into certified_range (stream, first, last, slot, content, faults)
                    values ($1, $2, $3, $4, decode($5, 'hex'), $6) on conflict do nothing""",
                    Tuple.of(row, range.sequences().first(), range.sequences().last())
                            .addValue(Columns.utc(range.slot()))
                            .addValue(range.content().hex())
                            .addValue(range.gaps().stream()
                                    .map(gap -> gap.fault().number())
                                    .toArray(Integer[]::new)));
        }
        return row;
    }

    /** A certificate may come before the first record of its stream. */
    private static int streamRow(Session session, StreamId stream) {
        var identity = Tuple.tuple()
                .addValue(stream.place().facility().value())
                .addValue(stream.gateway().value())
                .addValue(stream.device().value())
                .addValue((short) stream.streamClass().ordinal())
                .addValue(stream.epoch());
        session.execute(
                "insert into stream (facility, gateway, device, class, epoch) values ($1, $2, $3, $4, $5) on conflict do nothing",
                identity);
        return session.execute("""
                        select id from stream
                        where facility = $1 and gateway = $2 and device = $3 and class = $4 and epoch = $5""", identity).iterator().next().getInteger(0);
    }

    private void check(String which, int limit) {
        var rows = database.execute("""
                select certified_range.*, facility, gateway, device, class, epoch, received::text as marks
                from certified_range join stream on stream.id = certified_range.stream
                where %s order by checked nulls first limit $1""".formatted(which), Tuple.of(limit));
        // the marks are read before the rows: what a mark holds, the rows have to have
        rows.forEach(row -> check(open(row)));
    }

    private Open open(Row row) {
        var stream = new StreamId(
                new Place(region, new FacilityId(row.getString("facility"))),
                new DeviceId(row.getString("gateway")),
                new DeviceId(row.getString("device")),
                StreamClass.values()[row.getShort("class")],
                row.getLong("epoch"));
        var range = new Certificate.Range(
                new SequenceSet.Range(row.getLong("first"), row.getLong("last")),
                row.getOffsetDateTime("slot").toInstant(),
                Fingerprint.of(row.getBuffer("content").getBytes()),
                List.of());
        return new Open(
                row.getInteger("stream"),
                stream,
                SequenceSet.parse(row.getString("marks")),
                range,
                RangeState.values()[row.getShort("state")]);
    }

    private void check(Open open) {
        var range = open.range();
        var stored = StoredRecords.read(database, open.row(), series(open.stream()), range);
        var missing = stored.missing(range.sequences());
        var state = state(open, stored, missing);
        if (state != open.state()) {
            report(open, state);
        }
        database.execute(
                """
                update certified_range set state = $3, missing = $4::text::int8multirange, checked = $5
                where stream = $1 and first = $2""",
                Tuple.of(
                        open.row(),
                        range.sequences().first(),
                        (short) state.ordinal(),
                        missing.toMultirange(),
                        Columns.utc(clock.instant())));
        if (state == RangeState.LOST) {
            admitAgain(open);
        }
        answer(open, state, missing);
    }

    private void answer(Open open, RangeState state, SequenceSet missing) {
        var range = open.range();
        var patienceEnds = range.slot().plus(Certificate.SLOT).plus(PATIENCE);
        if (state == RangeState.COMPLETE) {
            answers.add(open.stream(), range.sequences(), Comparison.Verdict.EQUAL, NOTHING);
        } else if (state != RangeState.MISSING || patienceEnds.isBefore(clock.instant())) {
            answers.add(open.stream(), range.sequences(), Comparison.Verdict.DIFFERS, missing);
        }
    }

    /**
     * The marks would have lost records dropped as repeated when their gateway sends them again. Whoever stores records of the stream holds this row, so what
     * has no row now is not being stored.
     */
    private void admitAgain(Open open) {
        var series = series(open.stream());
        database.inTransaction(session -> {
            session.execute("select from stream where id = $1 for update", Tuple.of(open.row()));
            var stored = StoredRecords.read(database, open.row(), series, open.range());
            return session.execute(
                    "update stream set received = received - $2::text::int8multirange where id = $1",
                    Tuple.of(
                            open.row(), stored.missing(open.range().sequences()).toMultirange()));
        });
    }

    private static RangeState state(Open open, StoredRecords stored, SequenceSet missing) {
        if (missing.isEmpty()) {
            return stored.is(open.stream(), open.range().content()) ? RangeState.COMPLETE : RangeState.DIFFERENT;
        }
        var wasStored = missing.ranges().stream()
                .flatMapToLong(range -> java.util.stream.LongStream.rangeClosed(range.first(), range.last()))
                .anyMatch(open.received()::contains);
        // once lost it stays so until it is here again, though the marks no longer hold it
        return wasStored || open.state() == RangeState.LOST ? RangeState.LOST : RangeState.MISSING;
    }

    private void report(Open open, RangeState state) {
        if (state == RangeState.LOST || state == RangeState.DIFFERENT) {
            var fault = state == RangeState.LOST ? FaultCode.RECORDS_LOST : FaultCode.RECORDS_DIFFER;
            faults.accept(fault);
            LOG.warnf(
                    "%s %s: %s, sequences %d to %d",
                    fault.label(),
                    fault.summary(),
                    open.stream(),
                    open.range().sequences().first(),
                    open.range().sequences().last());
        }
    }

    private Integer[] series(StreamId stream) {
        var rows = database.execute(
                "select id from series where facility = $1 and device = $2",
                Tuple.of(stream.place().facility().value(), stream.device().value()));
        var ids = new Integer[rows.size()];
        var next = 0;
        for (var row : rows) {
            ids[next++] = row.getInteger(0);
        }
        return ids;
    }
}
