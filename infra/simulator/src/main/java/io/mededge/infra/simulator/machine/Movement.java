package io.mededge.infra.simulator.machine;

/** Coughs and movements of the patient: sudden pressure kicks of up to 40 mm[Hg], either way, that fade within seconds. */
final class Movement {
    private static final double MEAN_INTERVAL_SECONDS = 200;
    private static final double KICK_DEVIATION = 16;
    private static final double MAX_KICK = 40;
    private static final double FADING = Steps.fraction(2.5);

    private final RandomStream random;
    private double kick;

    Movement(RandomStream random) {
        this.random = random;
    }

    double step() {
        // both numbers are drawn in every step, so that the stream runs alike whatever happens
        boolean moves = random.chance(Steps.SECONDS / MEAN_INTERVAL_SECONDS);
        double strength = random.normal() * KICK_DEVIATION;
        kick = Steps.approach(kick, 0, FADING);
        if (moves) {
            kick = Steps.clamp(kick + strength, -MAX_KICK, MAX_KICK);
        }
        return kick;
    }
}
