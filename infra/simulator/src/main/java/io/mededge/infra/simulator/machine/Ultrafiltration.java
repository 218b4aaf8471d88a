package io.mededge.infra.simulator.machine;

/** Fluid removal and the transmembrane pressure it needs. */
final class Ultrafiltration {
    private static final double RAMP_PER_SECOND = 50;
    private static final double PRESSURE_LAG = Steps.fraction(5);

    private final double permeability;
    private final double pressureAtZero;
    private final Drift rateNoise;
    private final Drift pressureNoise;

    private double pumpRate;
    private double rate;
    private double removed;
    private double pressureMean;
    private double pressure;

    Ultrafiltration(RandomStream random) {
        permeability = random.between(6, 22); // mL/h per mm[Hg]
        // below 0 with a high-flux dialyzer: without ultrafiltration it would filter back
        pressureAtZero = random.between(-14, 12);
        rateNoise = new Drift(random, 2, 10);
        pressureNoise = new Drift(random, 1.5, 4);
        pressureMean = pressureAtZero;
    }

    /**
     * Moves by one step.
     *
     * @param rateSet mL/h, what the pump shall remove now
     * @param goal mL, after which nothing more is removed
     * @param pressureShift rise of the transmembrane pressure by a clotting dialyzer, mm[Hg]
     */
    void step(double rateSet, double goal, double pressureShift) {
        double rateError = rateNoise.step();
        double pressureError = pressureNoise.step();
        boolean running = rateSet > 0 && removed < goal;
        pumpRate = running ? Steps.ramp(pumpRate, rateSet, RAMP_PER_SECOND) : 0;
        rate = running ? Math.max(0, pumpRate + rateError) : 0;
        removed += rate * Steps.HOURS;
        double target = pressureAtZero + rate / permeability + pressureShift;
        pressureMean = Steps.approach(pressureMean, target, PRESSURE_LAG);
        pressure = pressureMean + pressureError;
    }

    /** mL/h. */
    double rate() {
        return rate;
    }

    /** mL, the integral of the rate. */
    double removed() {
        return removed;
    }

    /** mm[Hg], signed: (venous + blood inlet) / 2 minus dialysate side, as this maker defines it. */
    double transmembranePressure() {
        return pressure;
    }
}
