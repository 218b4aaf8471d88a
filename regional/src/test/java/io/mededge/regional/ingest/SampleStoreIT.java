package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.telemetry.Batch;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.Treatments;
import io.mededge.regional.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The ingest transaction on a real PostgreSQL: what is given again, to whomever, is stored once. */
@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class SampleStoreIT {
    private static final Duration LATENESS = Duration.ofSeconds(60);

    @Inject
    Database database;

    @Test
    void aPollThatComesAgainAfterItsCommitChangesNothing() {
        var stream = Batches.telemetry("S-01");
        var poll = Batches.cut(stream, 100, 9);
        store().store(poll);

        // as after a crash between the commit and that of the offset: another process, no memory
        var later = new ArrayList<>(poll);
        later.add(Batches.samples(stream, 100, 101));
        store().store(later);

        assertThat(samples(stream)).isEqualTo(2 * 101);
        assertThat(received(stream)).isEqualTo("{[1,102)}");
    }

    @Test
    void replicasThatStoreTheSameAtOnceStoreItOnce() throws Exception {
        var streams = List.of(Batches.telemetry("S-02"), Batches.telemetry("S-03"), Batches.telemetry("S-04"));
        var workers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> replicas = new ArrayList<>();
            for (var seed = 0; seed < 4; seed++) {
                var random = new Random(seed);
                replicas.add(() -> {
                    storeInPolls(streams, random);
                    return null;
                });
            }
            for (var replica : workers.invokeAll(replicas, 60, TimeUnit.SECONDS)) {
                replica.get();
            }
        } finally {
            workers.shutdownNow();
        }

        assertThat(streams).allSatisfy(stream -> {
            assertThat(samples(stream)).isEqualTo(2 * 300);
            assertThat(received(stream)).isEqualTo("{[1,301)}");
        });
    }

    private void storeInPolls(List<StreamId> streams, Random random) {
        var batches = new ArrayList<Batch>();
        streams.forEach(stream -> batches.addAll(Batches.cut(stream, 300, 1 + random.nextInt(10))));
        Collections.shuffle(batches, random);
        var store = store();
        for (var from = 0; from < batches.size(); from += 8) {
            store.store(batches.subList(from, Math.min(from + 8, batches.size())));
        }
    }

    @Test
    void aNewEpochCountsAnew() {
        store().store(List.of(Batches.samples(Batches.telemetry("S-05", 1), 1, 2)));
        store().store(List.of(Batches.samples(Batches.telemetry("S-05", 2), 1, 2)));

        assertThat(count("select count(*) from stream where device = $1", "S-05"))
                .isEqualTo(2);
        assertThat(samples(Batches.telemetry("S-05"))).isEqualTo(8);
    }

    @Test
    void minutesCountRecordsAndRememberLateness() {
        var stream = Batches.telemetry("S-06");
        store(Batches.START.plusSeconds(60)).store(List.of(Batches.samples(stream, 1, 2, 3)));
        store(Batches.START.plusSeconds(3_600)).store(List.of(Batches.samples(stream, 3, 4)));
        store(Batches.START.plusSeconds(61)).store(List.of(Batches.samples(stream, 5)));

        var minute = database.execute(
                        "select records, late from stream_minute join stream on stream.id = stream where device = $1",
                        Tuple.of("S-06"))
                .iterator()
                .next();
        assertThat(minute.getInteger("records")).isEqualTo(5);
        assertThat(minute.getBoolean("late")).isTrue();
    }

    @Test
    void theNewestDescriptionCountsInWhateverOrderTheyCome() {
        var stream = Batches.events("S-07");
        var newer = Descriptions.of(stream, 2, Batches.START.plusSeconds(10), "2.0");
        var older = Descriptions.of(stream, 1, Batches.START, "1.0");
        store().store(List.of(newer));
        store().store(List.of(older));

        assertThat(text("select firmware from device where device = $1", "S-07"))
                .isEqualTo("2.0");
        assertThat(text("select unit from series where device = $1 and metric = 'venous-pressure'", "S-07"))
                .isEqualTo("mm[Hg]");
        assertThat(text("select choices->1->>'code' from series where device = $1 and metric = 'mode'", "S-07"))
                .isEqualTo("TX");
        assertThat(received(stream)).isEqualTo("{[1,3)}");
    }

    @Test
    void aSeriesThatCameBeforeItsDescriptionIsDescribedLater() {
        store().store(List.of(Batches.samples(Batches.telemetry("S-08"), 1)));
        store().store(List.of(Descriptions.of(Batches.events("S-08"), 1, Batches.START)));

        assertThat(count("select count(*) from series where device = $1 and metric = 'blood-flow'", "S-08"))
                .isEqualTo(1);
        assertThat(text("select unit from series where device = $1 and metric = 'blood-flow'", "S-08"))
                .isEqualTo("mL/min");
    }

    /** It may come before anything else is known of its patient, and again under another sequence. */
    @Test
    void aCorrectionIsKeptWithItsPatient() {
        var events = Batches.events("S-10");
        var right = new Pseudonym("ef".repeat(32));
        var correction = new AssociationCorrection(
                7, Batches.START, Batches.START.plusSeconds(1_200), new Pseudonym("fe".repeat(32)), right);
        var told = List.of(
                Batches.one(events, 1, Batches.START.plusSeconds(1_300), correction),
                Batches.one(events, 2, Batches.START.plusSeconds(1_300), correction));
        store().store(told);
        store().store(told);

        assertThat(count("select count(*) from association_correction where device = $1 and number = 7", "S-10"))
                .isEqualTo(2);
        assertThat(count(
                        "select count(*) from association_correction join patient using (pseudonym, facility)"
                                + " where device = $1 and until - since = interval '20 minutes'",
                        "S-10"))
                .isEqualTo(2);
        assertThat(count("select count(*) from patient where pseudonym = $1", "fe".repeat(32)))
                .as("of whom nothing is left")
                .isZero();
    }

    /** It may come before anything else is known of its patients, and again. */
    @Test
    void aLinkOfTwoPatientsIsKeptOnceWithBoth() {
        var events = Batches.events("S-14");
        var link = new PatientLink(3, new Pseudonym("a7".repeat(32)), new Pseudonym("b7".repeat(32)), true);
        var told = List.of(Batches.one(events, 1, Batches.START, link));
        store().store(told);
        store().store(told);

        assertThat(count("select count(*) from patient_link where replaced = $1", "a7".repeat(32)))
                .isEqualTo(1);
        assertThat(count(
                        "select count(*) from patient_link l join patient p on p.pseudonym in (l.replaced, l.replacing)"
                                + " where l.replaced = $1 and l.joined and l.number = 3",
                        "a7".repeat(32)))
                .isEqualTo(2);
    }

    @Test
    void gapsEventsAndAssociationsAreKeptOnce() {
        var telemetry = Batches.telemetry("S-09");
        var events = Batches.events("S-09");
        var patient = new PatientAssociation(new Pseudonym("ab".repeat(32)));
        var poll = List.of(
                Batches.one(telemetry, 1, Batches.START, new Gap(FaultCode.MODBUS_TIMEOUT, null)),
                Batches.one(telemetry, 2, Batches.START, new Gap(FaultCode.MODBUS_TIMEOUT, Batches.START)),
                Batches.one(events, 1, Batches.START, new MachineEvent(1, 9, "venous-air", true)),
                Batches.one(events, 2, Batches.START, patient),
                Batches.one(events, 3, Batches.START.plusSeconds(9), new PatientAssociation(null)));
        store().store(poll);
        store().store(poll);

        assertThat(count("select count(*) from gap join stream on id = stream where device = $1", "S-09"))
                .isEqualTo(2);
        assertThat(count("select count(*) from machine_event join stream on id = stream where device = $1", "S-09"))
                .isEqualTo(1);
        assertThat(count("select count(*) from association where device = $1", "S-09"))
                .isEqualTo(2);
        assertThat(count("select count(*) from association where pseudonym is null and device = $1", "S-09"))
                .isEqualTo(1);
        assertThat(count("select count(*) from patient where pseudonym = $1", "ab".repeat(32)))
                .isEqualTo(1);
    }

    @Test
    void ofASessionTheHighestVersionCountsInWhateverOrderReportsCome() {
        var events = Batches.events("S-13");
        var second = Batches.one(events, 2, Batches.START, Treatments.report("ab".repeat(16), 2));
        store().store(List.of(
                Batches.one(events, 3, Batches.START, Treatments.report("ab".repeat(16), 5)),
                Batches.one(events, 4, Batches.START, Treatments.report("cd".repeat(16), 1))));
        store().store(List.of(second));
        store().store(List.of(second));

        assertThat(text("select version || ' ' || state from treatment where session = $1", "ab".repeat(16)))
                .isEqualTo("5 4");
        assertThat(count("select count(*) from session_report join stream on id = stream where device = $1", "S-13"))
                .isEqualTo(3);
        assertThat(count("select count(*) from patient where pseudonym = $1", Treatments.PSEUDONYM))
                .isEqualTo(1);
    }

    @Test
    void samplesOfOtherDaysMoveToTheirPartitionOnceItIsThere() {
        var stream = Batches.telemetry("S-10");
        var day = Instant.parse("2031-05-04T12:00:00Z");
        store().store(List.of(Batches.samples(stream, day, 1, 3)));
        assertThat(count("select count(*) from sample_other join stream on id = stream where device = $1", "S-10"))
                .isEqualTo(6);

        var partitions = new Partitions(database, Clock.fixed(day, ZoneOffset.UTC));
        assertThat(partitions.prepare()).isEqualTo(9);
        assertThat(partitions.prepare()).isZero();

        assertThat(count("select count(*) from sample_20310504 join stream on id = stream where device = $1", "S-10"))
                .isEqualTo(6);
        assertThat(samples(stream)).isEqualTo(6);
    }

    @Test
    void whatTheDatabaseRefusesIsSetAsideAndTheRestIsStored() {
        var stream = Batches.telemetry("S-11");
        store().store(List.of(Batches.samples(stream, 1)));
        var row = count("select id from stream where device = $1", "S-11");
        database.execute(
                "insert into gap (stream, sequence, at, fault) values ($1, 3, now(), 102)", Tuple.of((int) row));
        var letters = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        var faults = new ArrayList<FaultCode>();

        try (var steady = new SteadyStore(store(), new DeadLetters(letters), faults::add)) {
            steady.store(List.of(
                    Batches.samples(stream, 2),
                    Batches.one(stream, 3, Batches.START, new Gap(FaultCode.MODBUS_TIMEOUT, null)),
                    Batches.samples(stream, 4)));

            assertThat(steady.isStoring()).isTrue();
        }
        assertThat(received(stream)).isEqualTo("{[1,3),[4,5)}");
        assertThat(letters.history()).hasSize(1);
        assertThat(faults).containsExactly(FaultCode.STORE_FAILED);
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsGivenUpUntilTheTierStops() throws Exception {
        var away = new Database(io.vertx.mutiny.sqlclient.Pool.newInstance(io.vertx.pgclient.PgBuilder.pool()
                .connectingTo("postgresql://127.0.0.1:1/none")
                .using(io.vertx.core.Vertx.vertx())
                .build()));
        var letters = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        var steady = new SteadyStore(
                new SampleStore(away, new RegionId("region-1"), LATENESS, Clock.systemUTC(), new IngestFigures()),
                new DeadLetters(letters),
                fault -> {});
        var storing = Executors.newSingleThreadExecutor();
        try {
            var attempt = storing.submit(() -> steady.store(List.of(Batches.samples(Batches.telemetry("S-12"), 1))));
            org.awaitility.Awaitility.await().until(() -> !steady.isStoring());
            assertThat(attempt.isDone()).isFalse();

            steady.close();

            assertThatThrownBy(() -> attempt.get(10, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(IllegalStateException.class);
            assertThat(letters.history()).isEmpty();
        } finally {
            storing.shutdownNow();
        }
    }

    private SampleStore store() {
        return store(Batches.START.plusSeconds(60));
    }

    private SampleStore store(Instant now) {
        return new SampleStore(
                database, new RegionId("region-1"), LATENESS, Clock.fixed(now, ZoneOffset.UTC), new IngestFigures());
    }

    private long samples(StreamId stream) {
        return count(
                "select count(*) from sample join stream on id = stream where device = $1",
                stream.device().value());
    }

    private String received(StreamId stream) {
        return text(
                "select received::text from stream where device = $1",
                stream.device().value());
    }

    private long count(String sql, String argument) {
        return database.execute(sql, Tuple.of(argument)).iterator().next().getLong(0);
    }

    private String text(String sql, String argument) {
        return database.execute(sql, Tuple.of(argument)).iterator().next().getString(0);
    }
}
