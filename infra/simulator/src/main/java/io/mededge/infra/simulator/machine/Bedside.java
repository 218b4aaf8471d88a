package io.mededge.infra.simulator.machine;

/** The staff: somebody comes a while after the machine called, and comes back as long as it is not running again. */
final class Bedside {
    private static final double FIRST_ARRIVAL_SECONDS = 20;
    private static final double LAST_ARRIVAL_SECONDS = 90;
    private static final double STOP_HOLD_SECONDS = 180;
    private static final double LONGEST_STOP_SECONDS = 420;
    private static final double RETRY_SECONDS = 30;
    private static final long NOT_CALLED = Long.MAX_VALUE;

    private final RandomStream random;
    private long arrivalStep = NOT_CALLED;

    Bedside(RandomStream random) {
        this.random = random;
    }

    /** A requested stop lasts at least three minutes, whoever was on the way already. */
    void callForStop(long step) {
        arrivalStep = step + Steps.of(random.between(STOP_HOLD_SECONDS, LONGEST_STOP_SECONDS));
    }

    /** Returns true in the step in which somebody is there. */
    boolean attend(long step, boolean called) {
        if (!called) {
            arrivalStep = NOT_CALLED;
            return false;
        }
        if (arrivalStep == NOT_CALLED) {
            arrivalStep = step + Steps.of(random.between(FIRST_ARRIVAL_SECONDS, LAST_ARRIVAL_SECONDS));
        }
        if (step < arrivalStep) {
            return false;
        }
        arrivalStep = step + Steps.of(RETRY_SECONDS);
        return true;
    }
}
