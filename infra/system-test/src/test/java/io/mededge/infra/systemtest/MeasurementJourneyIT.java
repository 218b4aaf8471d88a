package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * docs/journey.md as code: a register that is set at a machine becomes the right FHIR Observation, and counts in the world's aggregate. Hops 1 to 4
 * happen inside the gateway and are seen by what they cause.
 */
@ExtendWith(RunningStack.Extension.class)
class MeasurementJourneyIT {
    private static final String DEVICE = "A-01-hd";
    private static final String METRIC = "blood-flow-set";
    private static final String MDC = "16935956";
    private static final String MDC_SYSTEM = "urn:iso:std:iso:11073:10101";
    private static final String UCUM = "http://unitsofmeasure.org";

    /** 312.7 mL/min, as the register holds it; the simulated machines have other settings. */
    private static final int REGISTER_VALUE = 3_127;

    private static final double VALUE = 312.7;
    private static final int OTHER_REGISTER_VALUE = 2_964;

    /** Many times the limit, because the machine that runs the tests may be busy; the latency itself is measured by the bench. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Stored(long stream, long sequence, Instant at, int quality) {}

    private static final int CUTS = 3;

    private final RunningStack stack;

    MeasurementJourneyIT(RunningStack stack) {
        this.stack = stack;
    }

    @Test
    @Hazard({"H-004", "H-007"})
    void aRegisterBecomesAnObservationWithItsCodeUnitAndTime() throws IOException, SQLException {
        var before = Instant.now();
        stack.machine(1).write(Machine.BLOOD_FLOW_SET, REGISTER_VALUE); // hop 1 polls it
        assertThat(stack.machine(1).read(Machine.BLOOD_FLOW_SET)).isEqualTo(REGISTER_VALUE);

        var observation = awaitObservation(VALUE); // hop 7
        assertThat(observation.at("/valueQuantity/unit").asText()).isEqualTo("mL/min");
        assertThat(observation.at("/valueQuantity/code").asText()).isEqualTo("mL/min");
        assertThat(observation.at("/valueQuantity/system").asText()).isEqualTo(UCUM);
        assertThat(codings(observation)).contains(MDC_SYSTEM + "|" + MDC);
        assertThat(observation.at("/device/reference").asText()).endsWith("Device/facility-1." + DEVICE);
        var at = OffsetDateTime.parse(observation.at("/effectiveDateTime").asText())
                .toInstant();
        assertThat(at).isBetween(before.minusMillis(1), Instant.now());

        var stored = storedAt(at); // hop 6
        assertThat(stored).as("raw samples of that time and value").hasSize(1);
        assertThat(stored.get(0).quality()).as("good").isZero();
        assertThat(batchesWith(stored.get(0))).as("batches on Kafka").isPositive(); // hop 5
    }

    /**
     * Hops 8 to 10. The machines are cut off, so that the numbers stand still and can be compared: what the world knows is the mean over the samples of
     * machines in treatment, computed here from the raw samples by other code than the region's.
     */
    @Test
    @Hazard("H-010")
    void theWorldLearnsTheMeanOfTheFacility() throws IOException, SQLException {
        stack.machine(1).write(Machine.BLOOD_FLOW_SET, OTHER_REGISTER_VALUE);
        awaitObservation(OTHER_REGISTER_VALUE / 10.0);
        for (var cut = 1; ; cut++) {
            try {
                whileNoStationSpeaks(this::awaitWhatTheWorldKnows);
                return;
            } catch (ConditionTimeoutException different) {
                // what fewer than eleven machines added after the last count stays in the region: let all of them add
                // more
                if (cut == CUTS) {
                    throw different;
                }
                awaitObservation(OTHER_REGISTER_VALUE / 10.0);
            }
        }
    }

    private void whileNoStationSpeaks(Runnable check) throws SQLException {
        var stations = TreatedReadings.stations(stack.database());
        stations.forEach(station -> stack.simulation().fault(station, "disconnect", 300));
        try {
            check.run();
        } finally {
            stations.forEach(stack.simulation()::endFault);
        }
    }

    private void awaitWhatTheWorldKnows() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    var aggregate = newestAggregate();
                    var hour = Instant.parse(aggregate.path("hour").asText());
                    var expected = TreatedReadings.of(stack.database(), METRIC, hour);
                    assertThat(aggregate.path("samples").asLong()).isEqualTo(expected.count());
                    assertThat(aggregate.path("mean").asDouble())
                            .isEqualTo(expected.mean(), within(1e-9 * expected.mean()));
                    assertThat(aggregate.path("contributors").asLong())
                            .isEqualTo(expected.devices())
                            .isGreaterThanOrEqualTo(11);
                    assertThat(aggregate.path("unit").asText()).isEqualTo("mL/min");
                });
    }

    private JsonNode awaitObservation(double value) {
        var device = "facility-1." + DEVICE;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(stack.fhir().latestValue(device, MDC)).isEqualTo(value, within(1e-9)));
        return stack.fhir().latest(device, MDC).orElseThrow();
    }

    private static List<String> codings(JsonNode observation) {
        var codings = new ArrayList<String>();
        observation
                .at("/code/coding")
                .forEach(coding -> codings.add(coding.path("system").asText() + "|"
                        + coding.path("code").asText()));
        return codings;
    }

    private List<Stored> storedAt(Instant at) throws SQLException {
        return stack.database()
                .rows(
                        """
                        select stream, sequence, sample.at, quality from sample join series on series.id = sample.series
                        where device = ? and metric = ? and value = ? and date_trunc('milliseconds', sample.at) = ?""",
                        row -> new Stored(
                                row.getLong(1),
                                row.getLong(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getInt(4)),
                        DEVICE,
                        METRIC,
                        VALUE,
                        at.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC));
    }

    private int batchesWith(Stored stored) {
        var batches = new ArrayList<Batch>();
        new KafkaCluster(stack.address("kafkaRegional")).forEach(List.of("telemetry"), record -> {
            if (TelemetryCodec.decodeBatch(record.value()) instanceof Decoded.Value<Batch> batch
                    && holds(batch.value(), stored)) {
                batches.add(batch.value());
            }
        });
        return batches.size();
    }

    private static boolean holds(Batch batch, Stored stored) {
        return batch.stream().device().equals(new DeviceId(DEVICE))
                && batch.entries().stream()
                        .filter(entry -> entry.sequence() == stored.sequence())
                        .filter(entry -> entry.at().equals(stored.at()))
                        .anyMatch(entry -> entry.body() instanceof Sample sample
                                && sample.readings().stream()
                                        .anyMatch(reading -> reading.metric().equals(new MetricId(METRIC))
                                                && reading.value() == VALUE));
    }

    private JsonNode newestAggregate() {
        var answer =
                Web.get(stack.address("globalPage") + "/api/fleet/aggregates?facility=facility-1&metric=" + METRIC);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var newest = StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .max(Comparator.comparing(item -> item.path("hour").asText()));
        assertThat(newest).as("an aggregate in " + answer.body()).isPresent();
        return newest.orElseThrow();
    }
}
