package io.mededge.regional.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.FaultCode;
import io.mededge.regional.completeness.StreamCoverage.CheckedRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamCoverageTest {
    private static final Instant HOUR = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant LATER = HOUR.plusSeconds(7_300);

    @Test
    void anHourIsKnownOnceACertificateWasIssuedAfterItsEnd() {
        var range = range(1, 600, HOUR, RangeState.COMPLETE);
        assertThat(word(600, HOUR.plusSeconds(3_600), range)).isEqualTo("complete");
        assertThat(word(600, HOUR.plusSeconds(3_599), range)).isEqualTo("unknown");
        assertThat(word(0, null)).isEqualTo("unknown");
        // nothing was recorded, and the gateway says so
        assertThat(word(0, LATER)).isEqualTo("complete");
    }

    @Test
    void sequencesWithoutACertificateMakeTheHoursUnknownInWhichTheyMayBe() {
        var early = range(1, 600, HOUR.minusSeconds(3_600), RangeState.COMPLETE);
        var late = range(700, 800, HOUR.plusSeconds(3_600), RangeState.COMPLETE);
        assertThat(word(800, LATER, early, late)).isEqualTo("unknown");
        assertThat(word(800, LATER, early, range(601, 800, HOUR.plusSeconds(3_600), RangeState.COMPLETE)))
                .isEqualTo("complete");
        // given out after the last range, and the certificate with them has not come
        assertThat(word(801, LATER, early, range(601, 800, HOUR.plusSeconds(3_600), RangeState.COMPLETE)))
                .isEqualTo("complete");
        assertThat(word(801, LATER, range(1, 800, HOUR, RangeState.COMPLETE))).isEqualTo("unknown");
        // the beginning is not known
        assertThat(word(800, LATER, range(2, 800, HOUR, RangeState.COMPLETE))).isEqualTo("unknown");
    }

    @Test
    void whatDiffersOrWasNotLookedAtIsNeverComplete() {
        assertThat(word(9, LATER, range(1, 9, HOUR, RangeState.DIFFERENT))).isEqualTo("unknown");
        assertThat(word(9, LATER, range(1, 9, HOUR, RangeState.UNCHECKED))).isEqualTo("unknown");
        var statement = coverage(
                        9, LATER, new CheckedRange(1, 9, HOUR, RangeState.LOST, 4, List.of(FaultCode.MODBUS_TIMEOUT)))
                .hour(HOUR);
        assertThat(statement.word()).isEqualTo("4 missing");
        assertThat(statement.reasons()).containsExactly(FaultCode.MODBUS_TIMEOUT, FaultCode.RECORDS_LOST);
    }

    private static String word(long highest, @Nullable Instant issued, CheckedRange... ranges) {
        return coverage(highest, issued, ranges).hour(HOUR).word();
    }

    private static StreamCoverage coverage(long highest, @Nullable Instant issued, CheckedRange... ranges) {
        return new StreamCoverage(true, highest, issued, 0, null, List.of(ranges));
    }

    private static CheckedRange range(long first, long last, Instant slot, RangeState state) {
        return new CheckedRange(first, last, slot, state, 0, List.of());
    }
}
