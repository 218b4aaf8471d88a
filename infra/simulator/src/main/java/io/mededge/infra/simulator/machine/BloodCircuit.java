package io.mededge.infra.simulator.machine;

/** Blood pump and the pressures before it (arterial, drawn from the access, so negative) and after the dialyzer (venous, positive). */
final class BloodCircuit {
    private static final double RAMP_PER_SECOND = 20;
    private static final double RUNNING = Steps.fraction(1.5);
    private static final double STANDING = Steps.fraction(8);
    /** Pressures in a standing circuit, from the height of the lines alone; mm[Hg]. */
    private static final double ARTERIAL_AT_REST = 6;

    private static final double VENOUS_AT_REST = 12;
    /** Share of the patient's scatter that passes into a standing circuit with closed clamps. */
    private static final double SCATTER_AT_REST = 0.15;

    private final double arterialPerFlow;
    private final double venousPerFlow;
    private final Drift pumpAccuracy;
    private final Drift arterialPosture;
    private final Drift venousPosture;
    private final Drift pulsation;
    private final Movement movement;

    private double speed;
    private double flow;
    private double arterialMean = ARTERIAL_AT_REST;
    private double venousMean = VENOUS_AT_REST;
    private double arterial = ARTERIAL_AT_REST;
    private double venous = VENOUS_AT_REST;
    private double processedLitres;

    BloodCircuit(RandomStream random, double prescribedFlow) {
        arterialPerFlow = (ARTERIAL_AT_REST - random.between(-185, -115)) / prescribedFlow;
        venousPerFlow = (random.between(100, 185) - VENOUS_AT_REST) / prescribedFlow;
        pumpAccuracy = new Drift(random, 1.2, 20);
        arterialPosture = new Drift(random, 4, 180);
        venousPosture = new Drift(random, 5, 180);
        pulsation = new Drift(random, 1.5, 0.5);
        movement = new Movement(random);
    }

    /**
     * Moves by one step.
     *
     * @param arterialShift added to the arterial pressure while blood flows, mm[Hg]
     * @param venousShift added to the venous pressure while blood flows, mm[Hg]
     */
    void step(boolean pumpOn, double flowSet, boolean patientConnected, double arterialShift, double venousShift) {
        double accuracy = pumpAccuracy.step();
        double pulse = pulsation.step();
        double kick = movement.step();
        double arterialScatter = arterialPosture.step() + 0.6 * kick + pulse;
        double venousScatter = venousPosture.step() + kick + pulse;

        // a roller pump stands still at once, so only starting and changing take time
        speed = pumpOn ? Steps.ramp(speed, flowSet, RAMP_PER_SECOND) : 0;
        flow = pumpOn ? Math.max(0, speed + accuracy) : 0;
        double arterialTarget = ARTERIAL_AT_REST - arterialPerFlow * speed + (pumpOn ? arterialShift : 0);
        double venousTarget = VENOUS_AT_REST + venousPerFlow * speed + (pumpOn ? venousShift : 0);
        arterialMean = Steps.approach(arterialMean, arterialTarget, pumpOn ? RUNNING : STANDING);
        venousMean = Steps.approach(venousMean, venousTarget, pumpOn ? RUNNING : STANDING);
        double scatterShare = !patientConnected ? 0 : pumpOn ? 1 : SCATTER_AT_REST;
        arterial = arterialMean + scatterShare * arterialScatter;
        venous = venousMean + scatterShare * venousScatter;
    }

    /** Counts the flow of this step as processed blood. */
    void countProcessed() {
        processedLitres += flow / 1000 * Steps.MINUTES;
    }

    /** Whether the pump has reached what is set. */
    boolean isSteadyAt(double flowSet) {
        return speed > 0 && Math.abs(speed - flowSet) < 0.01;
    }

    /** mL/min. */
    double flow() {
        return flow;
    }

    /** mm[Hg], before the pump. */
    double arterial() {
        return arterial;
    }

    /** mm[Hg]. */
    double venous() {
        return venous;
    }

    double processedLitres() {
        return processedLitres;
    }
}
