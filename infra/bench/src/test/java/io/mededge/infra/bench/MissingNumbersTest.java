package io.mededge.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.bench.CountingMachines.Answers;
import io.mededge.infra.bench.MissingNumbers.Why;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two machines that are asked every 100 ms, the second 50 ms after the first; the gateway is dead after 10 s. */
class MissingNumbersTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DEAD = 10_000 * MILLI;

    private final Answers first = new Answers();
    private final Answers second = new Answers();

    private MissingNumbers.Missing only(long missingOfFirst, long lastOfSecond) {
        LongStream.rangeClosed(1, 120).forEach(number -> {
            first.gave(number, 100 * number * MILLI - 50 * MILLI, false);
            second.gave(number, 100 * number * MILLI, false);
        });
        var missing = new MissingNumbers(List.of(first, second), DEAD);
        missing.has(
                0,
                LongStream.rangeClosed(1, 120)
                        .filter(number -> number != missingOfFirst)
                        .boxed()
                        .toList());
        missing.has(
                1,
                LongStream.rangeClosed(1, 120)
                        .filter(number -> number <= lastOfSecond || number > 100)
                        .boxed()
                        .toList());
        return missing.upTo(new long[] {120, 120}).stream()
                .filter(one -> one.machine() == 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLastAnswerBeforeTheKillMayBeNobodysRecord() {
        var missing = only(100, 100);
        assertThat(missing.why()).isEqualTo(Why.NOT_COMMITTED_AT_THE_KILL);
        assertThat(missing.millisBeforeDeath()).isEqualTo(50);
        assertThat(missing.pollsBeforeDeath()).isZero();
    }

    @Test
    void oneThatIsFollowedByAPresentOneOfItsMachineIsLost() {
        assertThat(only(99, 90).why()).isEqualTo(Why.LOST);
    }

    @Test
    void oneLongBeforeTheKillIsLost() {
        assertThat(only(40, 100).why()).isEqualTo(Why.LOST);
    }

    @Test
    void oneAfterTheRestartIsLost() {
        assertThat(only(101, 100).why()).isEqualTo(Why.LOST);
        assertThat(only(110, 100).why()).isEqualTo(Why.LOST);
    }

    @Test
    void theEndOfOneMachineIsLostIfAnotherMachinesLaterAnswerIsDurable() {
        LongStream.rangeClosed(1, 100).forEach(number -> {
            first.gave(number, 100 * number * MILLI - 50 * MILLI, false);
            second.gave(number, 100 * number * MILLI, false);
        });
        var missing = new MissingNumbers(List.of(first, second), DEAD);
        missing.has(0, LongStream.rangeClosed(1, 97).boxed().toList());
        missing.has(1, LongStream.rangeClosed(1, 99).boxed().toList());

        assertThat(missing.upTo(new long[] {100, 100}))
                .extracting(one -> one.machine() + " " + one.number() + " " + one.why())
                .containsExactly(
                        // handed over before 99 was asked for, which was before 99 of the other was given
                        "0 98 LOST",
                        "0 99 NOT_COMMITTED_AT_THE_KILL",
                        "0 100 NOT_COMMITTED_AT_THE_KILL",
                        "1 100 NOT_COMMITTED_AT_THE_KILL");
    }

    @Test
    void whatWasAnsweredAfterTheTimeoutWasNotWaitedForAnyMore() {
        first.gave(1, 0, false);
        first.gave(2, 1_000 * MILLI, true);
        first.gave(3, 1_001 * MILLI, false);
        var missing = new MissingNumbers(List.of(first), DEAD);
        missing.has(0, List.of(3L));

        assertThat(missing.upTo(new long[] {3}))
                .extracting(MissingNumbers.Missing::why)
                .containsOnly(Why.ANSWERED_AFTER_THE_TIMEOUT);
    }
}
