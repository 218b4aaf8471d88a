package io.mededge.infra.simulator.machine;

/**
 * What the machine shows at one instant, within the plausible ranges.
 *
 * @param therapyPaused in TX, but the pump stands or the dialysate passes the dialyzer by
 * @param bloodFlow mL/min, 0 to 600
 * @param arterialPressure mm[Hg] before the pump, -400 to 300
 * @param venousPressure mm[Hg], -100 to 500
 * @param transmembranePressure mm[Hg], -100 to 600
 * @param dialysateTemperature Cel, 20 to 45
 * @param dialysateConductivity mS/cm, 0 to 20
 * @param dialysateFlow mL/min through the dialyzer, 0 to 1000
 * @param ultrafiltrationRate mL/h, 0 to 4000
 * @param anticoagulantRate mL/h, 0 to 20
 * @param ultrafiltrationRemoved mL, 0 to 10000
 * @param bloodProcessed L
 * @param elapsedSeconds therapy time; stands still while paused
 * @param remainingSeconds treatment time set minus elapsed, at least 0
 * @param eventCount alarm events ever written
 * @param stopRequested a requested stop is in effect
 * @param minimumUltrafiltration a requested minimum of ultrafiltration is in effect
 * @param meanPressureChange the patient's mean pressure against the usual one, mm[Hg]; only the legacy machine has a sensor for it
 */
public record MachineReadings(
        Mode mode,
        Modality modality,
        boolean bloodPumpOn,
        boolean bypass,
        boolean therapyPaused,
        double bloodFlow,
        double arterialPressure,
        double venousPressure,
        double transmembranePressure,
        double dialysateTemperature,
        double dialysateConductivity,
        double dialysateFlow,
        double ultrafiltrationRate,
        double anticoagulantRate,
        double ultrafiltrationRemoved,
        double bloodProcessed,
        long elapsedSeconds,
        long remainingSeconds,
        int alarmBits,
        long eventCount,
        boolean stopRequested,
        boolean minimumUltrafiltration,
        boolean muted,
        double meanPressureChange) {

    public MachineReadings {
        bloodFlow = Steps.clamp(bloodFlow, 0, 600);
        arterialPressure = Steps.clamp(arterialPressure, -400, 300);
        venousPressure = Steps.clamp(venousPressure, -100, 500);
        transmembranePressure = Steps.clamp(transmembranePressure, -100, 600);
        dialysateTemperature = Steps.clamp(dialysateTemperature, 20, 45);
        dialysateConductivity = Steps.clamp(dialysateConductivity, 0, 20);
        dialysateFlow = Steps.clamp(dialysateFlow, 0, 1000);
        ultrafiltrationRate = Steps.clamp(ultrafiltrationRate, 0, 4000);
        ultrafiltrationRemoved = Steps.clamp(ultrafiltrationRemoved, 0, 10_000);
    }

    /** Whether this alarm is active. */
    public boolean has(Alarm alarm) {
        return (alarmBits & alarm.mask()) != 0;
    }
}
