package io.mededge.infra.simulator.machine;

/**
 * What was prescribed for one treatment.
 *
 * @param dryWeightKg 45 to 110
 * @param bloodFlow mL/min, 250 to 400
 * @param dialysateFlow mL/min
 * @param ultrafiltrationGoal mL
 * @param ultrafiltrationRate mL/h, at most {@link #MAX_RATE_PER_KG} per kg
 * @param dialysateTemperature Cel
 * @param dialysateConductivity mS/cm
 * @param anticoagulantRate mL/h
 */
record Prescription(
        Modality modality,
        double dryWeightKg,
        double bloodFlow,
        double dialysateFlow,
        double ultrafiltrationGoal,
        double ultrafiltrationRate,
        double dialysateTemperature,
        double dialysateConductivity,
        double anticoagulantRate,
        long treatmentSeconds) {

    /** mL/h/kg, above which mortality rises (JASN 2015, Flythe and others). */
    static final double MAX_RATE_PER_KG = 13;

    static Prescription draw(RandomStream random) {
        double weight = Math.round(random.between(45, 110));
        double timeDraw = random.uniform();
        int minutes = timeDraw < 0.7 ? 240 : timeDraw < 0.9 ? 225 : 210;
        double goal = 50 * Math.round(weight * random.between(18, 43) / 50);
        return new Prescription(
                random.chance(0.3) ? Modality.HDF : Modality.HD,
                weight,
                10 * Math.round(random.between(250, 400) / 10),
                random.chance(0.8) ? 500 : 600,
                goal,
                Math.round(goal * 60 / minutes),
                Math.round(random.between(35.5, 37.0) * 10) / 10.0,
                Math.round(random.between(13.6, 14.2) * 10) / 10.0,
                Math.round(random.between(0.5, 2.0) * 10) / 10.0,
                minutes * 60L);
    }
}
