package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmBoardTest {
    private final AlarmBoard board = new AlarmBoard(List.of(), 0);

    @Test
    void aConditionMustLastBeforeItIsAnAlarm() {
        long delay = Alarm.TMP_HIGH.delaySteps();
        for (long step = 0; step < delay; step++) {
            board.step(Alarm.TMP_HIGH.mask(), step);
        }
        assertThat(board.bits()).isZero();
        board.step(Alarm.TMP_HIGH.mask(), delay);
        assertThat(board.bits()).isEqualTo(Alarm.TMP_HIGH.mask());
        board.step(0, delay + 1);
        assertThat(board.bits()).isZero();
        assertThat(board.events()).extracting(AlarmEvent::atMillis).containsExactly(delay * 250, (delay + 1) * 250);
    }

    @Test
    void anInterruptedConditionStartsAnew() {
        for (long step = 0; step < 100; step++) {
            board.step(step % Alarm.TMP_HIGH.delaySteps() == 0 ? 0 : Alarm.TMP_HIGH.mask(), step);
        }
        assertThat(board.events()).isEmpty();
    }

    @Test
    void aStoppingAlarmStaysUntilItIsResetWithItsConditionGone() {
        hold(Alarm.VENOUS_PRESSURE_LOW, 20);
        board.reset();
        assertThat(board.stopsBloodPump()).as("the condition is still there").isTrue();
        board.step(0, 20);
        assertThat(board.bits()).isEqualTo(Alarm.VENOUS_PRESSURE_LOW.mask());
        board.reset();
        board.step(0, 21);
        assertThat(board.stopsBloodPump()).isFalse();
        assertThat(board.bits()).isZero();
    }

    @Test
    void theListKeepsTheLast64EventsAndCountsThemAll() {
        for (long step = 0; step < 100; step++) {
            board.step(step % 2 == 0 ? Alarm.VENOUS_AIR.mask() : 0, step);
        }
        assertThat(board.eventCount()).isEqualTo(100);
        assertThat(board.events()).hasSize(64);
        assertThat(board.events().get(0).number()).isEqualTo(37);
        assertThat(board.events().get(63).number()).isEqualTo(100);
    }

    @Test
    void bitsAreThoseOfTheRegisterMap() {
        assertThat(Alarm.values()).hasSize(15);
        assertThat(Arrays.stream(Alarm.values()).mapToInt(Alarm::bit))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(Alarm.VENOUS_PRESSURE_LOW.label()).isEqualTo("venous-pressure-low");
    }

    private void hold(Alarm alarm, long steps) {
        for (long step = 0; step < steps; step++) {
            board.step(alarm.mask(), step);
        }
    }
}
