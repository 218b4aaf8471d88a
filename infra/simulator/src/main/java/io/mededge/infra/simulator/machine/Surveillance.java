package io.mededge.infra.simulator.machine;

import org.jspecify.annotations.Nullable;

/** The machine's protective system during a treatment: compares what the sensors show with limits and tells conditions as alarm bits. */
final class Surveillance {
    private static final double TMP_LOWEST = -60; // mm[Hg]
    private static final double TMP_HIGHEST = 350;
    private static final double CONDUCTIVITY_TOLERANCE = 0.05; // of what is expected
    private static final double CONDUCTIVITY_LOWEST = 12.5; // mS/cm
    private static final double CONDUCTIVITY_HIGHEST = 16;
    private static final double TEMPERATURE_LOWEST = 33; // Cel
    private static final double TEMPERATURE_HIGHEST = 40;
    private static final double TEMPERATURE_STOP = 41;
    private static final double UF_RATE_TOLERANCE = 20; // mL/h
    private static final double LEAK_THRESHOLD = 1;

    private final PressureWindow arterialWindow = new PressureWindow(-300, 50, 60, 60);
    private final PressureWindow venousWindow = new PressureWindow(5, 400, 45, 60);
    private final Drift leakNoise;
    private final double highestUfRate;

    Surveillance(RandomStream random, double dryWeightKg) {
        leakNoise = new Drift(random, 0.1, 20);
        highestUfRate = Prescription.MAX_RATE_PER_KG * dryWeightKg + UF_RATE_TOLERANCE;
    }

    /**
     * Conditions of the blood circuit; called in every step of a turn, as the limits follow the pressures.
     *
     * @param flowing the pump has reached its speed; the circuit's pressure limits mean nothing before
     */
    int bloodConditions(BloodCircuit blood, boolean flowing) {
        arterialWindow.step(flowing, blood.arterial());
        venousWindow.step(flowing, blood.venous());
        if (!flowing) {
            return 0;
        }
        return Alarm.ARTERIAL_PRESSURE_HIGH.maskIf(arterialWindow.isTooHigh(blood.arterial()))
                | Alarm.ARTERIAL_PRESSURE_LOW.maskIf(arterialWindow.isTooLow(blood.arterial()))
                | Alarm.VENOUS_PRESSURE_HIGH.maskIf(venousWindow.isTooHigh(blood.venous()))
                | Alarm.VENOUS_PRESSURE_LOW.maskIf(venousWindow.isTooLow(blood.venous()));
    }

    int fluidConditions(DialysateCircuit dialysate, Ultrafiltration ultrafiltration) {
        double conductivity = dialysate.conductivity();
        double expected = dialysate.expectedConductivity();
        double temperature = dialysate.temperature();
        double tmp = ultrafiltration.transmembranePressure();
        boolean wrongMixture = Math.abs(conductivity - expected) > CONDUCTIVITY_TOLERANCE * expected
                || conductivity < CONDUCTIVITY_LOWEST
                || conductivity > CONDUCTIVITY_HIGHEST;
        return Alarm.CONDUCTIVITY_OUT_OF_RANGE.maskIf(wrongMixture)
                | Alarm.TEMPERATURE_OUT_OF_RANGE.maskIf(
                        temperature < TEMPERATURE_LOWEST || temperature > TEMPERATURE_HIGHEST)
                | Alarm.SAFETY_SYSTEM.maskIf(temperature > TEMPERATURE_STOP)
                | Alarm.TMP_HIGH.maskIf(tmp > TMP_HIGHEST)
                | Alarm.TMP_LOW.maskIf(tmp < TMP_LOWEST)
                | Alarm.UF_RATE_OUT_OF_RANGE.maskIf(ultrafiltration.rate() > highestUfRate);
    }

    /** @param bloodInDialysate as a multiple of the detector's threshold */
    int detectorConditions(double bloodInDialysate, @Nullable ActiveScenario scenario, long step) {
        boolean leaking = bloodInDialysate + leakNoise.step() > LEAK_THRESHOLD;
        boolean venousAir = scenario != null && scenario.hasVenousBubble(step);
        boolean arterialAir = scenario != null && scenario.hasArterialBubble(step);
        return Alarm.BLOOD_LEAK.maskIf(leaking)
                | Alarm.VENOUS_AIR.maskIf(venousAir)
                | Alarm.ARTERIAL_AIR.maskIf(arterialAir);
    }
}
