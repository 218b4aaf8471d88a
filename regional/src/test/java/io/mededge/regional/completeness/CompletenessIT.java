package io.mededge.regional.completeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.completeness.RecordChain;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.Treatments;
import io.mededge.regional.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records and certificates over a real Kafka into a real PostgreSQL, where rows are then lost, changed and doubled by hand. */
@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class CompletenessIT {
    private static final Place PLACE = Place.of("region-1", "facility-1");
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int RANGE = 10;

    /** The hour before this one. */
    private static final Instant HOUR =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(3_600);

    @TempDir
    static Path keys;

    @Inject
    Database database;

    @Inject
    CompletenessReader reader;

    private final List<FaultCode> faults = new ArrayList<>();
    private final List<Comparison> told = new ArrayList<>();
    private KeyPair key;
    private long sent;

    @BeforeEach
    void newKey() throws Exception {
        sent = count("select count(*) from certificate");
        key = KeyPairGenerator.getInstance(CertificateSeal.ALGORITHM).generateKeyPair();
    }

    @Test
    @Hazard("H-008")
    void aLostAChangedAndADoubledRowAreFound() throws Exception {
        var stream = telemetry("gateway-c1", "C-01");
        enrol("gateway-c1");
        var entries = samples(30);
        deliver(stream, entries);

        check();
        assertThat(word("C-01")).isEqualTo("complete");
        assertThat(faults).isEmpty();

        var row = row(stream);
        database.execute("delete from sample where stream = $1 and sequence = 5", Tuple.of(row));
        database.execute(
                "update sample set value = value + 1e-9 where stream = $1 and sequence = 15 and value > 0",
                Tuple.of(row));
        database.execute(
                "insert into sample select * from sample where stream = $1 and sequence = 25 limit 1", Tuple.of(row));
        check();

        assertThat(faults)
                .containsExactlyInAnyOrder(FaultCode.RECORDS_LOST, FaultCode.RECORDS_DIFFER, FaultCode.RECORDS_DIFFER);
        assertThat(states(stream)).isEqualTo("1:LOST:{[5,6)} 11:DIFFERENT:{} 21:DIFFERENT:{}");
        assertThat(word("C-01")).isEqualTo("unknown");
        // told once, not with every look
        check();
        assertThat(faults).hasSize(3);
    }

    @Test
    void whatHasNotComeYetIsMissingUntilItComes() throws Exception {
        var stream = telemetry("gateway-c2", "C-02");
        enrol("gateway-c2");
        var entries = samples(20);
        send(certificate(stream, entries));
        send(batch(stream, entries.subList(0, 17)));
        send(described("gateway-c2", "C-02"));
        awaitStored(stream, "{[1,18)}");

        check();
        assertThat(word("C-02")).isEqualTo("3 missing");
        assertThat(faults).isEmpty();
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(page("C-02")).contains("<td>3 missing</td>"));
        assertThat(page("C-02")).contains("<td>unknown</td>");
        send(batch(stream, entries.subList(17, 20)));
        awaitStored(stream, "{[1,21)}");
        check();
        assertThat(word("C-02")).isEqualTo("complete");
        assertThat(page("C-02")).contains("<td>complete</td>");
    }

    @Test
    void everyKindOfRecordIsComparedAndGapsSayWhy() throws Exception {
        var events = new StreamId(PLACE, new DeviceId("gateway-c3"), new DeviceId("C-03"), StreamClass.EVENTS, 7);
        var telemetry = telemetry("gateway-c3", "C-03");
        enrol("gateway-c3");
        var one = new Pseudonym("cd".repeat(32));
        var said = entries(
                new DeviceDescription("hd", "1", "1.0", "A-01", "A", "hd", 1, "", 500, List.of()),
                new PatientAssociation(one),
                new MachineEvent(1, 9, "venous-air", true),
                Treatments.report("ce".repeat(16), 3),
                new PatientAssociation(null),
                new AssociationCorrection(1, HOUR, HOUR.plusSeconds(1), one, null),
                Treatments.link(1));
        var measured = entries(
                new Gap(FaultCode.MODBUS_TIMEOUT, null),
                new Gap(FaultCode.MODBUS_TIMEOUT, HOUR.plusSeconds(7)),
                sample(1));
        send(batch(events, said));
        send(batch(telemetry, measured));
        send(certificate(events, said));
        send(certificate(telemetry, measured));
        awaitStored(events, "{[1,8)}");
        awaitStored(telemetry, "{[1,4)}");
        check();
        assertThat(reader.hours(PLACE.facility(), events.device(), StreamClass.EVENTS, Instant.now(), 1))
                .extracting(HourStatement::word)
                .containsExactly("complete");
        var hour = reader.hours(PLACE.facility(), events.device(), StreamClass.TELEMETRY, Instant.now(), 1)
                .get(0);
        assertThat(hour.word()).isEqualTo("complete");
        assertThat(hour.why()).isEqualTo("ME-102 The machine did not answer in time");

        database.execute("update machine_event set code = 10 where stream = $1", Tuple.of(row(events)));
        database.execute("update gap set fault = 103 where stream = $1 and sequence = 2", Tuple.of(row(telemetry)));
        check();
        assertThat(faults).containsExactly(FaultCode.RECORDS_DIFFER, FaultCode.RECORDS_DIFFER);
    }

    @Test
    void aSignatureThatDoesNotHoldIsRefused() throws Exception {
        var stream = telemetry("gateway-c4", "C-04");
        enrol("gateway-c4");
        var entries = samples(10);
        send(batch(stream, entries));
        var signed = sealed(stream, entries);
        var forged = new Certificate(
                new Certificate.Statement(
                        stream,
                        11,
                        signed.statement().issued(),
                        signed.statement().ranges()),
                signed.seal());
        send(carried(stream, forged));
        awaitStored(stream, "{[1,11)}");

        check();
        assertThat(faults).containsExactly(FaultCode.CERTIFICATE_REFUSED);
        assertThat(word("C-04")).isEqualTo("unknown");
    }

    @Test
    void aGatewayCannotCertifyForAnother() throws Exception {
        var stream = telemetry("gateway-c5", "C-05");
        enrol("gateway-c5");
        var entries = samples(10);
        var other = telemetry("gateway-c5-other", "C-05");
        send(carried(other, sealed(stream, entries)));

        check();
        assertThat(faults).containsExactly(FaultCode.CERTIFICATE_REFUSED);
    }

    @Test
    void withAnUnknownKeyTheHourIsUnknownUntilTheKeyIsBrought() throws Exception {
        var stream = telemetry("gateway-c6", "C-06");
        var entries = samples(10);
        deliver(stream, entries);

        check();
        check();
        assertThat(faults).containsExactly(FaultCode.CERTIFICATE_KEY_UNKNOWN);
        assertThat(word("C-06")).isEqualTo("unknown");

        enrol("gateway-c6");
        check();
        assertThat(word("C-06")).isEqualTo("complete");
    }

    @Test
    void theGatewayHearsWhatWasFoundAndSendsAgainWhatIsGone() throws Exception {
        var stream = telemetry("gateway-c7", "C-07");
        enrol("gateway-c7");
        var entries = samples(20);
        deliver(stream, entries);
        check();
        assertThat(told(stream)).containsExactly("1-10 EQUAL []", "11-20 EQUAL []");

        database.execute(
                "delete from sample where stream = $1 and (sequence = 5 or sequence between 18 and 20)",
                Tuple.of(row(stream)));
        told.clear();
        check();
        assertThat(told(stream))
                .containsExactlyInAnyOrder(
                        "1-10 DIFFERS [Range[first=5, last=5]]", "11-20 DIFFERS [Range[first=18, last=20]]");
        awaitStored(stream, "{[1,5),[6,18)}");

        send(batch(stream, List.of(entries.get(4))));
        send(batch(stream, entries.subList(17, 20)));
        awaitStored(stream, "{[1,21)}");
        told.clear();
        check();
        assertThat(told(stream)).containsExactlyInAnyOrder("1-10 EQUAL []", "11-20 EQUAL []");
        assertThat(word("C-07")).isEqualTo("complete");
    }

    @Test
    void aCertificateOfAnUnknownKeyIsAnsweredWithUnknown() throws Exception {
        var stream = telemetry("gateway-c8", "C-08");
        send(certificate(stream, samples(10)));
        check();
        assertThat(told(stream)).containsExactly("1-10 UNKNOWN []");
    }

    private List<String> told(StreamId stream) {
        return told.stream()
                .filter(one -> one.device().equals(stream.device()))
                .map(one -> one.sequences().first() + "-" + one.sequences().last() + " " + one.verdict() + " "
                        + one.missing())
                .toList();
    }

    /** An outside program that shares nothing with us: the JDK, the documented form, and what the region gives over HTTP. */
    @Test
    void anyoneCanCheckTheStatements() throws Exception {
        var stream = telemetry("gateway-c9", "C-09");
        enrol("gateway-c9");
        var entries = samples(20);
        deliver(stream, entries);
        check();

        var to = HOUR.plusSeconds(3_600);
        var answer = new EvidenceReader(database, new GatewayKeys(Optional.of(keys)))
                .read(PLACE.facility(), stream.device(), HOUR, to);
        assertThat(answer.hours()).extracting(Evidence.Hour::statement).containsExactly("complete", "unknown");
        assertThat(answer.certificates()).hasSize(1);
        var statement = answer.certificates().get(0);
        OutsideVerifier.verify(statement);
        assertThat(statement.ranges()).extracting(Evidence.Range::state).containsExactly("complete", "complete");

        var forged = statement.signedBytes().toCharArray();
        forged[40] = forged[40] == 'A' ? 'B' : 'A';
        assertThat(OutsideVerifier.isSigned(statement, new String(forged))).isFalse();

        var http = http("/api/region/completeness?facility=facility-1&device=C-09&from=" + HOUR + "&to=" + to);
        assertThat(http.statusCode()).isEqualTo(200);
        assertThat(http.body()).contains(statement.signature(), statement.signedBytes(), "\"statement\":\"complete\"");
        assertThat(http("/api/region/completeness?facility=facility-1&device=C-09&from=" + HOUR + "&to=" + HOUR)
                        .statusCode())
                .isEqualTo(400);
        assertThat(http("/api/region/completeness?facility=facility-1&device=C-09&from=yesterday&to=" + to)
                        .statusCode())
                .isEqualTo(400);
        assertThat(http("/api/region/completeness?device=C-09").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsOlderThanItsTimeIsForgottenAndThenUnknown() throws Exception {
        var stream = telemetry("gateway-c10", "C-10");
        enrol("gateway-c10");
        var entries = samples(20);
        deliver(stream, entries);
        check();
        assertThat(word("C-10")).isEqualTo("complete");

        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(401));
        var before = count("select count(*) from certified_range");
        assertThat(new Retention(database, Duration.ofDays(400), Clock.systemUTC()).run())
                .isZero();
        assertThat(new Retention(database, Duration.ofDays(400), later).run()).isGreaterThan((int) before);
        assertThat(count("select count(*) from certified_range")).isZero();
        assertThat(word("C-10")).isEqualTo("unknown");
    }

    /** Certificates come by another topic than the records. */
    private void check() {
        await().atMost(DEADLINE).until(() -> sent == count("select count(*) from certificate"));
        new CompletenessCheck(
                        database,
                        new RegionId("region-1"),
                        new GatewayKeys(Optional.of(keys)),
                        Clock.systemUTC(),
                        faults::add,
                        (place, gateway, answer) -> answer.comparisons().forEach(told::add))
                .run();
    }

    private void enrol(String gateway) throws Exception {
        var body = Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded());
        Files.writeString(
                keys.resolve("facility-1." + gateway + ".pem"),
                "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    private String word(String device) {
        return reader.hours(PLACE.facility(), new DeviceId(device), StreamClass.TELEMETRY, Instant.now(), 1)
                .get(0)
                .word();
    }

    private static String page(String device) throws Exception {
        return http("/facilities/facility-1/devices/" + device).body();
    }

    private static HttpResponse<String> http(String path) throws Exception {
        var site = ConfigProvider.getConfig().getValue("test.url", String.class);
        var request = HttpRequest.newBuilder(URI.create(site + path))
                .timeout(DEADLINE)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private String states(StreamId stream) {
        var states = new ArrayList<String>();
        for (var one : database.execute(
                "select first, state, missing::text as missing from certified_range where stream = $1 order by first",
                Tuple.of(row(stream)))) {
            states.add(one.getLong("first") + ":" + RangeState.values()[one.getShort("state")] + ":"
                    + one.getString("missing"));
        }
        return String.join(" ", states);
    }

    private int row(StreamId stream) {
        return database.execute(
                        "select id from stream where device = $1 and class = $2 and gateway = $3",
                        Tuple.of(
                                stream.device().value(),
                                (short) stream.streamClass().ordinal(),
                                stream.gateway().value()))
                .iterator()
                .next()
                .getInteger(0);
    }

    /** Until the region has all of it; its certificate comes by another topic. */
    private void deliver(StreamId stream, List<Entry> entries) throws Exception {
        send(batch(stream, entries));
        send(certificate(stream, entries));
        awaitStored(stream, "{[1," + (entries.size() + 1) + ")}");
    }

    private void awaitStored(StreamId stream, String sequences) {
        await().atMost(DEADLINE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(database.execute(
                                        "select received::text from stream where id = $1", Tuple.of(row(stream)))
                                .iterator()
                                .next()
                                .getString(0))
                        .isEqualTo(sequences));
    }

    private static StreamId telemetry(String gateway, String device) {
        return new StreamId(PLACE, new DeviceId(gateway), new DeviceId(device), StreamClass.TELEMETRY, 7);
    }

    private static List<Entry> samples(int count) {
        return entries(LongStream.rangeClosed(1, count)
                .mapToObj(CompletenessIT::sample)
                .toArray(RegionBound[]::new));
    }

    private static Sample sample(long value) {
        return new Sample(List.of(
                new Sample.Reading(new MetricId("venous-pressure"), -0.1 / value, Quality.OUT_OF_RANGE),
                new Sample.Reading(new MetricId("blood-flow"), value / 3.0, Quality.GOOD)));
    }

    private static List<Entry> entries(RegionBound... bodies) {
        var entries = new ArrayList<Entry>();
        for (var body : bodies) {
            var sequence = entries.size() + 1;
            var at = HOUR.plus(sequence * 500_001L, ChronoUnit.MICROS);
            entries.add(new Entry(sequence, at, at, body));
        }
        return entries;
    }

    private static Batch batch(StreamId stream, List<Entry> entries) {
        return new Batch(stream, Lane.LIVE, entries);
    }

    private Batch described(String gateway, String device) {
        var stream = new StreamId(PLACE, new DeviceId(gateway), new DeviceId(device), StreamClass.EVENTS, 7);
        return batch(
                stream, entries(new DeviceDescription("hd", "1", "1.0", "A-01", "A", "hd", 1, "", 500, List.of())));
    }

    private Batch certificate(StreamId stream, List<Entry> entries) {
        return carried(stream, sealed(stream, entries));
    }

    /** In the events stream of the gateway; the sequence differs between the certificates of a gateway. */
    private static Batch carried(StreamId stream, Certificate certificate) {
        var carrier = new StreamId(PLACE, stream.gateway(), stream.gateway(), StreamClass.EVENTS, 7);
        var sequence = 1L + certificate.statement().stream().streamClass().ordinal();
        return batch(carrier, List.of(new Entry(sequence, Instant.now(), Instant.now(), certificate)));
    }

    private Certificate sealed(StreamId stream, List<Entry> entries) {
        var ranges = new ArrayList<Certificate.Range>();
        for (var from = 0; from < entries.size(); from += RANGE) {
            var part = entries.subList(from, Math.min(entries.size(), from + RANGE));
            var chain = new RecordChain(stream);
            var gaps = new ArrayList<Certificate.GapNote>();
            for (var entry : part) {
                chain.add(entry.sequence(), entry.at(), entry.body());
                if (entry.body() instanceof Gap gap) {
                    gaps.add(new Certificate.GapNote(entry.sequence(), gap.fault()));
                }
            }
            ranges.add(new Certificate.Range(
                    new SequenceSet.Range(
                            part.get(0).sequence(), part.get(part.size() - 1).sequence()),
                    HOUR,
                    chain.value(),
                    gaps));
        }
        return CertificateSeal.sign(
                new Certificate.Statement(stream, entries.size(), HOUR.plusSeconds(3_600), ranges), key);
    }

    private long count(String sql) {
        return database.execute(sql).iterator().next().getLong(0);
    }

    private void send(Batch batch) throws Exception {
        var kafka = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
        sent += batch.entries().get(0).body() instanceof Certificate ? 1 : 0;
        var topic = batch.stream().streamClass() == StreamClass.TELEMETRY ? "telemetry" : "events";
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer())) {
            var name = "facility-1/" + batch.stream().device();
            producer.send(new ProducerRecord<>(topic, name, TelemetryCodec.encode(batch)))
                    .get();
        }
    }
}
