package io.mededge.infra.simulator.machine;

import java.util.List;

/** What a station's machine shows, at the resolution of its registers and in the order of the profile {@code mededge-hd}: for measurements without a wire between. */
public final class ShownValues {
    /** The metrics of the profile. */
    public static final List<String> METRICS = List.of(
            "mode",
            "modality",
            "pump-on",
            "fluid-bypass",
            "therapy-paused",
            "blood-flow",
            "arterial-pressure",
            "venous-pressure",
            "tmp",
            "dialysate-temperature",
            "dialysate-conductivity",
            "dialysate-flow",
            "uf-rate",
            "anticoagulant-rate",
            "uf-removed",
            "blood-processed",
            "therapy-elapsed",
            "therapy-remaining",
            "alarm-bits",
            "blood-flow-set",
            "dialysate-flow-set",
            "uf-rate-set",
            "uf-goal",
            "dialysate-temperature-set",
            "dialysate-conductivity-set",
            "anticoagulant-rate-set",
            "treatment-time-set");

    private ShownValues() {}

    /** One for each of the {@link #METRICS}, in their units. */
    public static double[] of(Station station) {
        var now = station.machine();
        return new double[] {
            now.mode().code(),
            now.modality().code(),
            now.bloodPumpOn() ? 1 : 0,
            now.bypass() ? 1 : 0,
            now.therapyPaused() ? 1 : 0,
            register(now.bloodFlow(), 10),
            register(now.arterialPressure(), 10),
            register(now.venousPressure(), 10),
            register(now.transmembranePressure(), 10),
            register(now.dialysateTemperature(), 100),
            register(now.dialysateConductivity(), 1000),
            register(now.dialysateFlow(), 1),
            register(now.ultrafiltrationRate(), 1),
            register(now.anticoagulantRate(), 100),
            register(now.ultrafiltrationRemoved(), 10),
            register(now.bloodProcessed(), 1000),
            now.elapsedSeconds() / 60.0,
            now.remainingSeconds() / 60.0,
            now.alarmBits(),
            register(station.setting(Setting.BLOOD_FLOW), 10),
            register(station.setting(Setting.DIALYSATE_FLOW), 1),
            register(station.setting(Setting.ULTRAFILTRATION_RATE), 1),
            register(station.setting(Setting.ULTRAFILTRATION_GOAL), 10),
            register(station.setting(Setting.DIALYSATE_TEMPERATURE), 100),
            register(station.setting(Setting.DIALYSATE_CONDUCTIVITY), 1000),
            register(station.setting(Setting.ANTICOAGULANT_RATE), 100),
            station.setting(Setting.TREATMENT_TIME) / 60.0
        };
    }

    private static double register(double value, int perUnit) {
        return Math.rint(value * perUnit) / perUnit;
    }
}
