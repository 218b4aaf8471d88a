package io.mededge.infra.simulator.machine;

/** Stations for tests, in a wanted state. */
final class Stations {
    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    /** Name of the first turn of {@link #beginning}. */
    static final String FIRST_TURN = "T-0/0";

    private Stations() {}

    /** A station without mishaps that at time 0 is some 30 minutes into a treatment. */
    static Station treating(long seed) {
        for (int attempt = 0; ; attempt++) {
            String id = "T-" + attempt;
            TreatmentPlan plan = TreatmentPlan.draw(seed, id + "/0", false);
            if (!plan.service()) {
                double startSeconds = TreatmentPlan.PRETX_SECONDS + 1800;
                Station station = Station.start(id, seed, false, (double) Steps.of(startSeconds) / plan.nominalSteps());
                station.advanceTo(0);
                return station;
            }
        }
    }

    /** A station at the very beginning of its first turn. */
    static Station beginning(long seed) {
        Station station = Station.start("T-0", seed, false, 0);
        station.advanceTo(0);
        return station;
    }
}
