package io.mededge.infra.simulator.machine;

import io.mededge.infra.simulator.machine.Alarm.Reaction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** From conditions to alarms, the machine's reactions and the event list, which keeps also what no poll could see. */
final class AlarmBoard {
    /** Entries of the event list. */
    static final int MAX_EVENTS = 64;

    private static final Alarm[] ALARMS = Alarm.values();

    private final long[] heldSteps = new long[ALARMS.length];
    private final ArrayDeque<AlarmEvent> events;
    private long eventCount;
    private int active;
    private int latched;

    AlarmBoard(Collection<AlarmEvent> events, long eventCount) {
        this.events = new ArrayDeque<>(events);
        this.eventCount = eventCount;
    }

    /** Takes the conditions present in this step, as alarm bits. */
    void step(int conditions, long step) {
        if (conditions == 0 && active == 0) {
            Arrays.fill(heldSteps, 0);
            return;
        }
        for (Alarm alarm : ALARMS) {
            int at = alarm.bit();
            boolean present = (conditions & alarm.mask()) != 0;
            heldSteps[at] = present ? heldSteps[at] + 1 : 0;
            if (alarm.reaction() == Reaction.STOP_BLOOD_PUMP
                    && heldSteps[at] > alarm.delaySteps() + alarm.reactionDelaySteps()) {
                latched |= alarm.mask();
            }
            boolean wasActive = (active & alarm.mask()) != 0;
            boolean isActive = heldSteps[at] > alarm.delaySteps() || (latched & alarm.mask()) != 0;
            if (isActive != wasActive) {
                active ^= alarm.mask();
                write(alarm, isActive, step);
            }
        }
    }

    /** Somebody at the bedside resets the alarms; those whose condition is still present come back at once. */
    void reset() {
        for (Alarm alarm : ALARMS) {
            if (heldSteps[alarm.bit()] == 0) {
                latched &= ~alarm.mask();
            }
        }
    }

    boolean stopsBloodPump() {
        return latched != 0;
    }

    boolean bypasses() {
        int bypassing = Alarm.CONDUCTIVITY_OUT_OF_RANGE.mask() | Alarm.TEMPERATURE_OUT_OF_RANGE.mask();
        return (active & bypassing) != 0;
    }

    int bits() {
        return active;
    }

    long eventCount() {
        return eventCount;
    }

    /** Oldest first. */
    List<AlarmEvent> events() {
        return List.copyOf(events);
    }

    private void write(Alarm alarm, boolean started, long step) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        eventCount++;
        events.addLast(new AlarmEvent(eventCount, alarm, started, step * Steps.MILLIS));
    }
}
