package io.mededge.infra.simulator.machine;

/** The patient's circulation: pressure falls with the fluid removed and with the speed of its removal; the heart answers. */
final class Patient {
    /** Systolic mm[Hg] per mL/kg removed. */
    private static final double FALL_PER_VOLUME = 0.3;
    /** Systolic mm[Hg] per mL/h/kg of removal. */
    private static final double FALL_PER_RATE = 0.7;

    private static final double VASCULAR_LAG = Steps.fraction(600);
    private static final double CRISIS_LAG = Steps.fraction(60);

    private final double baseSystolic;
    private final double basePulse;
    private final Drift systolicDrift;
    private final Drift pulseDrift;
    private double rateFall;
    private double crisis;
    private double systolic;
    private double pulse;

    Patient(RandomStream random) {
        baseSystolic = random.between(122, 158);
        basePulse = random.between(62, 84);
        systolicDrift = new Drift(random, 4, 400);
        pulseDrift = new Drift(random, 2, 200);
        systolic = baseSystolic;
        pulse = basePulse;
    }

    /**
     * Moves by one step.
     *
     * @param removedPerKg mL/kg
     * @param ratePerKg mL/h/kg
     * @param hypotension fall of the systolic pressure by a scenario, mm[Hg]
     */
    void step(double removedPerKg, double ratePerKg, double hypotension) {
        rateFall = Steps.approach(rateFall, FALL_PER_RATE * ratePerKg, VASCULAR_LAG);
        crisis = Steps.approach(crisis, hypotension, CRISIS_LAG);
        double fall = FALL_PER_VOLUME * removedPerKg + rateFall + crisis;
        systolic = Steps.clamp(baseSystolic - fall + systolicDrift.step(), 50, 230);
        pulse = Steps.clamp(basePulse + 0.45 * fall + pulseDrift.step(), 40, 160);
    }

    /** Whether staff would see that the patient is unwell. */
    boolean isUnwell() {
        return crisis > 24;
    }

    /** mm[Hg]. */
    double systolic() {
        return systolic;
    }

    /** mm[Hg]; always at least 15 below the systolic pressure. */
    double diastolic() {
        return Math.min(0.42 * systolic + 20, systolic - 15);
    }

    /** mm[Hg]. */
    double mean() {
        return diastolic() + (systolic - diastolic()) / 3;
    }

    /** Change of the mean pressure against the patient's usual one, mm[Hg]. */
    double meanChange() {
        return (systolic - baseSystolic) * 0.61;
    }

    /** Beats per minute. */
    double pulse() {
        return pulse;
    }
}
