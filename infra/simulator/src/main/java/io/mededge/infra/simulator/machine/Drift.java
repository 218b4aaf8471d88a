package io.mededge.infra.simulator.machine;

/** A slowly wandering disturbance around 0 (Ornstein-Uhlenbeck), never further than four deviations. */
final class Drift {
    private static final double MAX_DEVIATIONS = 4;

    private final RandomStream random;
    private final double deviation;
    private final double fraction;
    private final double push;
    private double value;

    Drift(RandomStream random, double deviation, double timeConstantSeconds) {
        this.random = random;
        this.deviation = deviation;
        this.fraction = Steps.fraction(timeConstantSeconds);
        this.push = deviation * Math.sqrt(fraction * (2 - fraction));
        this.value = deviation * random.normal();
    }

    double step() {
        double next = value * (1 - fraction) + push * random.normal();
        value = Steps.clamp(next, -MAX_DEVIATIONS * deviation, MAX_DEVIATIONS * deviation);
        return value;
    }
}
