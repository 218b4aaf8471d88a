package io.mededge.infra.simulator.machine;

import java.util.Locale;

/** The machine's alarm conditions; the first 13 are those every machine must tell. */
public enum Alarm {
    ARTERIAL_PRESSURE_HIGH(0, 2, Reaction.STOP_BLOOD_PUMP, 0),
    ARTERIAL_PRESSURE_LOW(1, 2, Reaction.STOP_BLOOD_PUMP, 0),
    VENOUS_PRESSURE_HIGH(2, 2, Reaction.STOP_BLOOD_PUMP, 0),
    VENOUS_PRESSURE_LOW(3, 2, Reaction.STOP_BLOOD_PUMP, 0),
    TMP_HIGH(4, 5, Reaction.NONE, 0),
    TMP_LOW(5, 5, Reaction.NONE, 0),
    BLOOD_PUMP_STOP(6, 5, Reaction.NONE, 0),
    BLOOD_LEAK(7, 5, Reaction.STOP_BLOOD_PUMP, 0),
    /** A bubble that is gone within a second is told but does not stop the pump. */
    ARTERIAL_AIR(8, 0, Reaction.STOP_BLOOD_PUMP, 1),
    /** A bubble that is gone within a second is told but does not stop the pump. */
    VENOUS_AIR(9, 0, Reaction.STOP_BLOOD_PUMP, 1),
    SAFETY_SYSTEM(10, 1, Reaction.STOP_BLOOD_PUMP, 0),
    SELF_TEST_FAILURE(11, 0, Reaction.NONE, 0),
    UF_RATE_OUT_OF_RANGE(12, 10, Reaction.NONE, 0),
    CONDUCTIVITY_OUT_OF_RANGE(13, 5, Reaction.BYPASS, 0),
    TEMPERATURE_OUT_OF_RANGE(14, 5, Reaction.BYPASS, 0);

    /** What the machine does by itself to keep the patient safe. */
    enum Reaction {
        NONE,
        /** The pump stands until somebody at the bedside resets the alarm. */
        STOP_BLOOD_PUMP,
        /** The dialysate passes the dialyzer by as long as the condition lasts. */
        BYPASS
    }

    private final int bit;
    private final long delaySteps;
    private final Reaction reaction;
    private final long reactionDelaySteps;

    Alarm(int bit, double delaySeconds, Reaction reaction, double reactionDelaySeconds) {
        this.bit = bit;
        this.delaySteps = Steps.of(delaySeconds);
        this.reaction = reaction;
        this.reactionDelaySteps = Steps.of(reactionDelaySeconds);
    }

    /** Position in the alarm bits, and the alarm's code in the event list. */
    public int bit() {
        return bit;
    }

    /** The alarm's bit alone. */
    public int mask() {
        return 1 << bit;
    }

    /** The name in lower case with hyphens, such as {@code venous-pressure-low}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int maskIf(boolean present) {
        return present ? mask() : 0;
    }

    long delaySteps() {
        return delaySteps;
    }

    Reaction reaction() {
        return reaction;
    }

    long reactionDelaySteps() {
        return reactionDelaySteps;
    }
}
