package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a refused stream is left alone, on a virtual clock. */
class RefusalsTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final StreamKey ONE = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
    private static final StreamKey OTHER = new StreamKey(new DeviceId("A-02-hd"), StreamClass.TELEMETRY);
    private static final StreamKey ALARMS = new StreamKey(new DeviceId("A-02-hd"), StreamClass.EVENTS);

    private final Refusals refusals = new Refusals(Duration.ofSeconds(1), Duration.ofSeconds(4));

    @Test
    void theTimeDoublesUpToItsBoundAndManyRefusalsAtOnceAreOne() {
        var now = 0L;
        for (var seconds : new int[] {1, 2, 4, 4}) {
            refusals.refused(ONE, NOT_AUTHORIZED, now);
            refusals.refused(ONE, NOT_AUTHORIZED, now + SECOND / 2);
            assertThat(refusals.isHeld(ONE, now + seconds * SECOND - 1))
                    .as("just before %d s", seconds)
                    .isTrue();
            now += seconds * SECOND;
            assertThat(refusals.isHeld(ONE, now)).as("after %d s", seconds).isFalse();
        }
        assertThat(refusals.isHeld(OTHER, SECOND)).isFalse();
    }

    @Test
    void aTakenRecordEndsIt() {
        refusals.refused(ONE, NOT_AUTHORIZED, 0);
        refusals.accepted(ONE);

        assertThat(refusals.isHeld(ONE, 1)).isFalse();
    }

    @Test
    void aBrokerOverItsQuotaGetsAlarmsOnly() {
        refusals.refused(ONE, Refusals.QUOTA_EXCEEDED, 0);

        assertThat(refusals.isHeld(OTHER, 1)).isTrue();
        assertThat(refusals.isHeld(ALARMS, 1)).isFalse();
        assertThat(refusals.isHeld(OTHER, SECOND)).isFalse();
    }
}
