package io.mededge.infra.simulator.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What chance has in store for one turn of a station: one treatment, or now and then a service in its place.
 *
 * @param selfTestFails the self-test fails once and is repeated
 * @param mishap a scenario that happens by itself, its start counted from the beginning of the treatment proper
 */
record TreatmentPlan(
        Prescription prescription,
        boolean service,
        boolean selfTestFails,
        double serviceSeconds,
        double idleSeconds,
        @Nullable ActiveScenario mishap) {

    static final double PRETX_SECONDS = 480;
    static final double POSTTX_SECONDS = 300;
    static final double DISINFECTION_SECONDS = 720;
    private static final double SERVICE_SHARE = 0.03;
    private static final double MISHAP_SHARE = 0.1;

    /** Draws the plan of a station's turn; the same arguments give the same plan. */
    static TreatmentPlan draw(long seed, String name, boolean mishaps) {
        RandomStream random = RandomStream.of(seed, name + "/plan");
        Prescription prescription = Prescription.draw(random);
        boolean service = random.chance(SERVICE_SHARE);
        boolean selfTestFails = random.chance(service ? 0.5 : 0.02);
        double serviceSeconds = random.between(1800, 3600);
        double idleSeconds = random.between(60, 180);
        return new TreatmentPlan(
                prescription,
                service,
                selfTestFails,
                serviceSeconds,
                idleSeconds,
                mishaps && random.chance(MISHAP_SHARE) ? drawMishap(random, prescription) : null);
    }

    /** Steps of the whole turn if nothing holds it up. */
    long nominalSteps() {
        double busy = service ? serviceSeconds : PRETX_SECONDS + prescription.treatmentSeconds() + POSTTX_SECONDS;
        return Steps.of(busy + DISINFECTION_SECONDS + idleSeconds);
    }

    private static ActiveScenario drawMishap(RandomStream random, Prescription prescription) {
        List<Scenario> kinds = List.of(Scenario.values());
        Scenario scenario = kinds.get(random.below(kinds.size()));
        // the square makes slight mishaps the common ones
        double skewed = random.uniform() * random.uniform();
        int grade = Scenario.LOWEST_GRADE + (int) (skewed * Scenario.HIGHEST_GRADE);
        double onset = random.between(0.1, 0.8) * prescription.treatmentSeconds();
        return new ActiveScenario(scenario, grade, Steps.of(onset), Steps.of(random.between(300, 1800)));
    }
}
