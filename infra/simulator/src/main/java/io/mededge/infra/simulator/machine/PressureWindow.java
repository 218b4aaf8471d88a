package io.mededge.infra.simulator.machine;

/**
 * Alarm limits that follow the operating value: wide until the flow has been steady for a while, then around the mean pressure, which they
 * follow so slowly that a sudden change stands out.
 */
final class PressureWindow {
    private static final long SETTLING_STEPS = Steps.of(30);
    private static final double SETTLING = Steps.fraction(8);
    private static final double FOLLOWING = Steps.fraction(1800);

    private final double lowest;
    private final double highest;
    private final double below;
    private final double above;
    private long steadySteps;
    private double centre;

    /**
     * @param lowest limit that always holds
     * @param highest limit that always holds
     * @param below distance of the lower limit from the operating value, once settled
     * @param above distance of the upper limit from the operating value, once settled
     */
    PressureWindow(double lowest, double highest, double below, double above) {
        this.lowest = lowest;
        this.highest = highest;
        this.below = below;
        this.above = above;
    }

    void step(boolean steady, double pressure) {
        steadySteps = steady ? steadySteps + 1 : 0;
        if (steadySteps <= 1) {
            centre = pressure;
        } else {
            centre = Steps.approach(centre, pressure, isSettled() ? FOLLOWING : SETTLING);
        }
    }

    boolean isTooLow(double pressure) {
        return pressure < lowest || (isSettled() && pressure < centre - below);
    }

    boolean isTooHigh(double pressure) {
        return pressure > highest || (isSettled() && pressure > centre + above);
    }

    private boolean isSettled() {
        return steadySteps > SETTLING_STEPS;
    }
}
