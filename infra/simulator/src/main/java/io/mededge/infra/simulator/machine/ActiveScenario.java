package io.mededge.infra.simulator.machine;

/**
 * A scenario under way.
 *
 * @param grade 1 to 5
 * @param startStep the first step with an effect
 * @param steps how long it lasts
 */
record ActiveScenario(Scenario scenario, int grade, long startStep, long steps) {
    private static final long BUBBLE_INTERVAL_STEPS = Steps.of(60);
    private static final long FIRST_BUBBLE_STEPS = Steps.of(5);

    boolean isOver(long step) {
        return step >= startStep + steps;
    }

    /** The effect at a step, from 0 rising to the grade's magnitude; a short scenario still reaches it at half its time. */
    double effect(long step) {
        double onsetSteps = Math.min(scenario.onsetSeconds() * Steps.PER_SECOND, steps / 2.0);
        double intensity = onsetSteps <= 0 ? 1 : Math.min(1, (step - startStep) / onsetSteps);
        return scenario.magnitude(grade) * intensity;
    }

    boolean hasVenousBubble(long step) {
        return hasBubble(step) && bubbleNumber(step) % 2 == 0;
    }

    boolean hasArterialBubble(long step) {
        return hasBubble(step) && bubbleNumber(step) % 2 == 1;
    }

    private boolean hasBubble(long step) {
        long since = step - startStep - FIRST_BUBBLE_STEPS;
        return scenario == Scenario.AIR
                && since >= 0
                && since % BUBBLE_INTERVAL_STEPS < Steps.of(scenario.magnitude(grade));
    }

    private long bubbleNumber(long step) {
        return (step - startStep - FIRST_BUBBLE_STEPS) / BUBBLE_INTERVAL_STEPS;
    }
}
