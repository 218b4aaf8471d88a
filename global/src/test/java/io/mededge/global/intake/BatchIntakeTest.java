package io.mededge.global.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.Defaults;
import io.mededge.global.database.StoreRefusedException;
import io.mededge.global.database.StoreUnavailableException;
import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.GlobalCodec;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.SerialNumber;
import io.mededge.model.outbound.UnitCode;
import io.mededge.model.outbound.VersionNumber;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchIntakeTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Place PLACE = Place.of("region-1", "facility-1");
    private static final String SECRET = "Mrs Unmistakable, born 1950-01-01";

    private final Backend backend = new Backend();
    private final BatchIntake<CatalogEntry> intake = new BatchIntake<>(
            CatalogEntry.class,
            entry -> entry.device().value().equals("refuse-me")
                    ? Checked.refused(FaultCode.GLOBAL_INTAKE_MALFORMED, "the device is refused")
                    : Checked.valid(entry),
            backend::write,
            backend,
            Defaults.config(Map.of("global.intake.first-pause", "1ms", "global.intake.longest-pause", "5ms"))
                    .intake());
    private long offset;

    /** A database that can be away and can refuse, and the dead letters. */
    private static final class Backend implements BatchIntake.Follow {
        private final List<String> written = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();
        private int stored;
        private int awayFor;
        private int deadLettersAwayFor;

        CompletionStage<?> write(CatalogEntry entry, Origin origin) {
            if (awayFor > 0) {
                awayFor--;
                return CompletableFuture.failedStage(new StoreUnavailableException("away"));
            }
            if (entry.device().value().equals("impossible")) {
                return CompletableFuture.failedStage(new StoreRefusedException("no such column", new Exception()));
            }
            written.add(entry.device() + "@" + origin.offset());
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void stored(int records) {
            stored += records;
        }

        @Override
        public Uni<Void> rejected(Rejection rejection) {
            if (deadLettersAwayFor-- > 0) {
                return Uni.createFrom().failure(new IllegalStateException("Kafka is away"));
            }
            rejections.add(rejection);
            return Uni.createFrom().voidItem();
        }
    }

    @Test
    void writesEachContentWithItsPlaceInKafka() {
        take(device("a"), device("b"));

        assertThat(backend.written).containsExactly("a@0", "b@1");
        assertThat(backend.stored).isEqualTo(2);
        assertThat(backend.rejections).isEmpty();
    }

    @Test
    void whatCannotBeReadIsToldAndBlocksNothing() {
        take(device("a"), bytes(SECRET.getBytes(UTF_8)), bytes(new byte[0]), device("b"));

        assertThat(backend.written).containsExactly("a@0", "b@3");
        assertThat(backend.rejections).extracting(Rejection::offset).containsExactly(1L, 2L);
        assertThat(backend.rejections).extracting(Rejection::fault).containsOnly("ME-702");
    }

    @Test
    void aRejectionRepeatsNothingOfTheBytes() {
        take(bytes(SECRET.getBytes(UTF_8)));

        assertThat(backend.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.toString()).doesNotContain("Unmistakable", "1950");
            assertThat(rejection.bytes()).isEqualTo(SECRET.length());
            assertThat(rejection.sha256()).hasSize(64);
        });
    }

    @Test
    void refusesMessagesOfAnotherTopicAndWhatTheFeatureRefuses() {
        var aggregate = GlobalCodec.encode(new FacilityAggregate(
                PLACE, new MetricId("tmp"), new UnitCode("mm[Hg]"), Instant.EPOCH, 11, 11, 1, 0, 1));

        take(bytes(aggregate), device("refuse-me"), device("a"));

        assertThat(backend.written).containsExactly("a@2");
        assertThat(backend.rejections)
                .extracting(Rejection::reason)
                .containsExactly("the message belongs to another topic", "the device is refused");
    }

    @Test
    void refusesAnEmptyRecordAndOneThatIsTooLarge() {
        take(bytes(null), bytes(new byte[GlobalCodec.MAX_BYTES + 1]));

        assertThat(backend.rejections)
                .extracting(Rejection::reason)
                .containsExactly("the record is empty", "a message has at most 16384 bytes, this has 16385");
    }

    @Test
    void refusesARegionThatIsFreeText() {
        var valid = GlobalCodec.encode(entry("a"));
        var text = new String(valid, ISO_8859_1).replace("region-1", "Mrs X, 1");

        take(bytes(text.getBytes(ISO_8859_1)));

        assertThat(backend.written).isEmpty();
        assertThat(backend.rejections)
                .singleElement()
                .satisfies(rejection ->
                        assertThat(rejection.reason()).contains("region").doesNotContain("Mrs"));
    }

    @Test
    void waitsWhileTheDatabaseIsAwayAndThenWritesAll() {
        backend.awayFor = 3;

        take(device("a"), device("b"));

        assertThat(backend.written).contains("a@0", "b@1");
        assertThat(backend.stored).isEqualTo(2);
    }

    @Test
    void isNotDoneWhileTheDatabaseIsAway() {
        backend.awayFor = Integer.MAX_VALUE;

        var done = intake.take(List.of(device("a"))).subscribeAsCompletionStage();

        assertThat(done).isNotDone();
        done.cancel(true);
    }

    @Test
    void whatTheDatabaseRefusesForGoodBlocksNothing() {
        take(device("impossible"), device("b"));

        assertThat(backend.written).containsExactly("b@1");
        assertThat(backend.stored).isEqualTo(1);
        assertThat(backend.rejections).extracting(Rejection::reason).containsExactly("the database refused the record");
    }

    @Test
    void aRejectionIsNotLostWhileTheDeadLettersAreAway() {
        backend.deadLettersAwayFor = 2;

        take(bytes(new byte[] {1, 2, 3}));

        assertThat(backend.rejections).hasSize(1);
    }

    @SafeVarargs
    private void take(ConsumerRecord<String, byte[]>... records) {
        intake.take(List.of(records)).await().atMost(DEADLINE);
    }

    private ConsumerRecord<String, byte[]> device(String device) {
        return bytes(GlobalCodec.encode(entry(device)));
    }

    private ConsumerRecord<String, byte[]> bytes(byte @Nullable [] value) {
        return new ConsumerRecord<>("outbound.devices", 0, offset++, "key", value);
    }

    private static CatalogEntry entry(String device) {
        return new CatalogEntry(
                PLACE,
                new DeviceId(device),
                new ModelName("HD-5"),
                new SerialNumber("S-1"),
                new VersionNumber("1.0"),
                new ModelName("mededge-hd"),
                1,
                CatalogEntry.Health.REPORTING,
                LocalDate.of(2026, 11, 21));
    }
}
