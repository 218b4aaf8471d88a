package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeFilterTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration POLL = Duration.ofMillis(500);

    private final ChangeFilter filter = new ChangeFilter(device());

    private static Device device() {
        var loaded = (ProfileLoader.Result.Valid) ProfileLoader.parse("test.yaml", """
                profile: p
                version: 1
                groups: {fast: {every: 1}, slow: {every: 20}}
                points:
                  - {id: flow, group: fast, area: input, address: 0, unit: mL/min, plausible: 0..600}
                  - {id: state, group: fast, area: input, address: 1, type: bit, category: state, on-change: {max-silence: 60s}}
                  - {id: total, group: fast, area: input, address: 2, type: f32, unit: mL, plausible: 0..1000, on-change: {deadband: 5, max-silence: 60s}}
                  - {id: goal, group: slow, area: input, address: 4, unit: mL, plausible: 0..1000, on-change: {max-silence: 60s}}
                """);
        return new Device(
                new DeviceId("A-01"),
                "",
                "",
                loaded.profile(),
                new MachineAddress.Tcp("127.0.0.1", 502),
                1,
                POLL,
                POLL,
                "1",
                "");
    }

    private static Reading reading(String metric, double value) {
        return new Reading(new MetricId(metric), value, Quality.GOOD);
    }

    /** The metrics recorded of one poll. */
    private List<String> poll(int number, Reading... readings) {
        return filter.due(List.of(readings), START.plus(POLL.multipliedBy(number))).stream()
                .map(reading -> reading.metric().value())
                .toList();
    }

    @Test
    void whatIsNotOnChangeAlwaysPasses() {
        assertThat(poll(0, reading("flow", 1))).containsExactly("flow");
        assertThat(poll(1, reading("flow", 1))).containsExactly("flow");
    }

    @Test
    void aChangeBeyondTheDeadbandPassesAndIsMeasuredFromTheLastRecordedValue() {
        assertThat(poll(0, reading("total", 100))).containsExactly("total");
        assertThat(poll(1, reading("total", 103))).isEmpty();
        // a slow drift must not slip through in steps that are each small
        assertThat(poll(2, reading("total", 105))).isEmpty();
        assertThat(poll(3, reading("total", 105.1))).containsExactly("total");
        assertThat(poll(4, reading("total", 100.2))).isEmpty();
        assertThat(poll(5, reading("total", 100))).containsExactly("total");
    }

    @Test
    void aChangeOfQualityPasses() {
        assertThat(poll(0, reading("total", 100))).isNotEmpty();
        assertThat(poll(1, new Reading(new MetricId("total"), 100, Quality.INVALID)))
                .containsExactly("total");
        assertThat(poll(2, new Reading(new MetricId("total"), 100, Quality.INVALID)))
                .isEmpty();
        assertThat(poll(3, reading("total", 100))).containsExactly("total");
    }

    @Test
    void afterAnythingThatMayHaveHiddenAChangeAllIsDue() {
        assertThat(poll(0, reading("state", 1), reading("total", 100))).hasSize(2);
        assertThat(poll(1, reading("state", 1), reading("total", 100))).isEmpty();
        filter.forget();
        assertThat(poll(2, reading("state", 1), reading("total", 100))).hasSize(2);
    }

    @Test
    void aClockThatWasSetMakesAllDue() {
        assertThat(poll(0, reading("state", 1))).hasSize(1);
        assertThat(filter.due(List.of(reading("state", 1)), START.minus(Duration.ofDays(3))))
                .hasSize(1);
        assertThat(filter.due(List.of(reading("state", 1)), START.plus(Duration.ofDays(3))))
                .hasSize(1);
    }

    /** What the description promises, for random courses: a reader that holds the last value is never wrong by more than the deadband. */
    @Test
    void aReaderThatHoldsTheLastValueIsRightWithinTheDeadbandAndNeverWaitsLongerThanPromised() {
        var random = new Random(20260301);
        var recordedAt = new ArrayList<Integer>();
        var held = Double.NaN;
        var value = 500.0;
        var recorded = 0;
        for (var number = 0; number < 20_000; number++) {
            value += random.nextInt(50) == 0 ? random.nextGaussian() * 20 : 0;
            if (!poll(number, reading("total", value)).isEmpty()) {
                recordedAt.add(number);
                held = value;
                recorded++;
            }
            assertThat(Math.abs(value - held)).isLessThanOrEqualTo(5);
        }
        for (var i = 1; i < recordedAt.size(); i++) {
            assertThat(POLL.multipliedBy(recordedAt.get(i) - recordedAt.get(i - 1)))
                    .isLessThanOrEqualTo(Duration.ofSeconds(60));
        }
        assertThat(recorded).as("it leaves most out").isLessThan(1_000);
    }

    /** Its next poll comes 10 s later, so 50 s are the latest. */
    @Test
    void aGroupThatIsReadSeldomIsRecordedBeforeItsSilenceIsOver() {
        assertThat(poll(0, reading("goal", 1))).hasSize(1);
        assertThat(poll(20, reading("goal", 1))).isEmpty();
        assertThat(poll(100, reading("goal", 1))).isEmpty();
        assertThat(poll(120, reading("goal", 1))).containsExactly("goal");
    }
}
