package io.mededge.infra.simulator.machine;

/** The model moves in whole steps only, so its state at a time does not depend on how often it was asked before. */
final class Steps {
    static final int PER_SECOND = 4;
    static final long MILLIS = 1000 / PER_SECOND;
    static final double SECONDS = 1.0 / PER_SECOND;
    static final double HOURS = SECONDS / 3600;
    static final double MINUTES = SECONDS / 60;

    private Steps() {}

    /** Whole steps in a duration in seconds, rounded. */
    static long of(double seconds) {
        return Math.round(seconds * PER_SECOND);
    }

    /** How much of the distance to its target a first-order lag with this time constant covers in one step. */
    static double fraction(double timeConstantSeconds) {
        // StrictMath: the same bits on every machine, else a replay could differ in the last digit
        return 1 - StrictMath.exp(-SECONDS / timeConstantSeconds);
    }

    /** One step of a first-order lag. */
    static double approach(double value, double target, double fraction) {
        return value + (target - value) * fraction;
    }

    /** One step of a linear ramp. */
    static double ramp(double value, double target, double perSecond) {
        double most = perSecond * SECONDS;
        return value + Math.max(-most, Math.min(most, target - value));
    }

    static double clamp(double value, double lowest, double highest) {
        return Math.max(lowest, Math.min(highest, value));
    }
}
