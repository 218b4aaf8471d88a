package io.mededge.infra.simulator.machine;

/** What can be set at the machine, with the plausible range that a written value must keep. */
public enum Setting {
    /** mL/min; 0 stops the pump. */
    BLOOD_FLOW(15, 600, true),
    /** mL/min; 0 puts the machine into bypass. */
    DIALYSATE_FLOW(300, 1000, true),
    /** mL/h. */
    ULTRAFILTRATION_RATE(0, 4000),
    /** mL; ultrafiltration ends when so much was removed. */
    ULTRAFILTRATION_GOAL(0, 10_000),
    /** Cel. */
    DIALYSATE_TEMPERATURE(20, 45),
    /** mS/cm. */
    DIALYSATE_CONDUCTIVITY(0, 20),
    /** mL/h. */
    ANTICOAGULANT_RATE(0, 20),
    /** s. */
    TREATMENT_TIME(0, 86_400);

    private final double lowest;
    private final double highest;
    private final boolean canBeOff;

    Setting(double lowest, double highest) {
        this(lowest, highest, false);
    }

    Setting(double lowest, double highest, boolean canBeOff) {
        this.lowest = lowest;
        this.highest = highest;
        this.canBeOff = canBeOff;
    }

    /** Whether the machine takes this value: within the range, or 0 for what can be switched off. */
    public boolean accepts(double value) {
        return (canBeOff && value == 0) || (value >= lowest && value <= highest);
    }
}
