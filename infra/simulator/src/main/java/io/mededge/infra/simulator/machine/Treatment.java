package io.mededge.infra.simulator.machine;

import static io.mededge.infra.simulator.machine.Setting.ANTICOAGULANT_RATE;
import static io.mededge.infra.simulator.machine.Setting.BLOOD_FLOW;
import static io.mededge.infra.simulator.machine.Setting.DIALYSATE_CONDUCTIVITY;
import static io.mededge.infra.simulator.machine.Setting.DIALYSATE_FLOW;
import static io.mededge.infra.simulator.machine.Setting.DIALYSATE_TEMPERATURE;
import static io.mededge.infra.simulator.machine.Setting.TREATMENT_TIME;
import static io.mededge.infra.simulator.machine.Setting.ULTRAFILTRATION_GOAL;
import static io.mededge.infra.simulator.machine.Setting.ULTRAFILTRATION_RATE;

import org.jspecify.annotations.Nullable;

/** One turn of a station: PRETX, TX, POSTTX, DIS, IDL with one patient, or SVC, DIS, IDL with none. */
final class Treatment {
    private static final double CIRCULATION_FLOW = 150; // mL/min while priming and giving the blood back
    private static final double MINIMUM_UF_RATE = 100; // mL/h
    private static final double DISINFECTION_FLOW = 600;
    private static final double DISINFECTION_TEMPERATURE = 37; // chemical, not heat: the register's range ends at 45
    private static final double DISINFECTION_CONDUCTIVITY = 2;
    private static final long DIALYSATE_READY_STEPS = Steps.of(240);
    private static final long PRIMING_START_STEPS = Steps.of(120);
    private static final long PRIMING_END_STEPS = Steps.of(420);
    private static final long REINFUSION_STEPS = Steps.of(180);
    private static final long SELF_TEST_STEPS = Steps.of(90);
    private static final long SELF_TEST_FAILURE_STEPS = Steps.of(10);
    private static final long MUTE_STEPS = Steps.of(120);
    /** Anticoagulation ends so long before the treatment does, or the access would bleed on. */
    private static final long ANTICOAGULANT_END_SECONDS = 1800;
    /** A treatment held up longer than this is abandoned; so no machine stays in TX for ever. */
    private static final long MAX_HOLD_UP_STEPS = Steps.of(5400);

    private final TreatmentPlan plan;
    private final Settings settings;
    private final BloodCircuit blood;
    private final DialysateCircuit dialysate;
    private final Ultrafiltration ultrafiltration;
    private final Patient patient;
    private final PatientMonitor monitor;
    private final AlarmBoard alarms;
    private final Bedside bedside;
    private final Surveillance surveillance;

    private Mode mode;
    private long modeSteps;
    private long therapySteps;
    private boolean pumpOn;
    private boolean bypass;
    private boolean stopRequested;
    private boolean minimumUltrafiltration;
    private long muteEndStep = Long.MIN_VALUE;
    private @Nullable ActiveScenario scenario;

    /** @param name names the turn's random streams */
    Treatment(long seed, String name, TreatmentPlan plan, Handover handover) {
        Prescription prescription = plan.prescription();
        this.plan = plan;
        settings = new Settings(prescription);
        blood = new BloodCircuit(RandomStream.of(seed, name + "/blood"), prescription.bloodFlow());
        dialysate = new DialysateCircuit(RandomStream.of(seed, name + "/dialysate"));
        ultrafiltration = new Ultrafiltration(RandomStream.of(seed, name + "/ultrafiltration"));
        patient = new Patient(RandomStream.of(seed, name + "/patient"));
        monitor = new PatientMonitor(RandomStream.of(seed, name + "/monitor"), handover.lastMeasurement());
        alarms = new AlarmBoard(handover.events(), handover.eventCount());
        bedside = new Bedside(RandomStream.of(seed, name + "/bedside"));
        surveillance = new Surveillance(RandomStream.of(seed, name + "/surveillance"), prescription.dryWeightKg());
        mode = plan.service() ? Mode.SVC : Mode.PRETX;
    }

    /** Moves by one step; returns false once the turn is over. */
    boolean step(long step) {
        modeSteps++;
        if (isModeOver()) {
            if (mode == Mode.IDL) {
                return false;
            }
            enterNextMode(step);
        }
        endScenario(step);
        decideFlows();
        moveBlood(step);
        moveDialysate(step);
        boolean treating = isTreating();
        double rateSet = minimumUltrafiltration
                ? Math.min(MINIMUM_UF_RATE, settings.get(ULTRAFILTRATION_RATE))
                : settings.get(ULTRAFILTRATION_RATE);
        double clotting = effect(Scenario.CLOTTING, step);
        ultrafiltration.step(treating ? rateSet : 0, settings.get(ULTRAFILTRATION_GOAL), 0.6 * clotting);
        if (treating) {
            therapySteps++;
        }
        double weight = plan.prescription().dryWeightKg();
        patient.step(
                ultrafiltration.removed() / weight,
                ultrafiltration.rate() / weight,
                effect(Scenario.HYPOTENSION, step));
        if (!plan.service()) {
            monitor.step(step, mode, modeSteps, patient);
        }
        alarms.step(conditions(step), step);
        attend(step);
        return true;
    }

    void apply(Input input) {
        if (input instanceof Input.SettingWritten written) {
            settings.set(written.setting(), written.value());
            minimumUltrafiltration &= written.setting() != ULTRAFILTRATION_RATE;
        } else if (input instanceof Input.StopRequested stop) {
            stopRequested = true;
            bedside.callForStop(stop.step());
        } else if (input instanceof Input.MinimumUltrafiltrationRequested) {
            minimumUltrafiltration = true;
        } else if (input instanceof Input.MuteSet mute) {
            muteEndStep = mute.muted() ? mute.step() + MUTE_STEPS : Long.MIN_VALUE;
        } else if (input instanceof Input.ScenarioStarted started) {
            scenario = new ActiveScenario(started.scenario(), started.grade(), started.step(), started.steps());
        } else if (input instanceof Input.ScenarioEnded) {
            scenario = null;
        }
    }

    double setting(Setting setting) {
        return settings.get(setting);
    }

    @Nullable
    ActiveScenario scenario() {
        return scenario;
    }

    Mode mode() {
        return mode;
    }

    BloodPressure lastMeasurement() {
        return monitor.last();
    }

    Handover handover() {
        return new Handover(alarms.eventCount(), alarms.events(), monitor.last());
    }

    MachineReadings readings(long step) {
        long treatmentSeconds = (long) settings.get(TREATMENT_TIME);
        long elapsedSeconds = therapySteps / Steps.PER_SECOND;
        long remainingSeconds = Math.max(0, treatmentSeconds - elapsedSeconds);
        boolean anticoagulating = isTreating() && remainingSeconds > ANTICOAGULANT_END_SECONDS;
        return new MachineReadings(
                mode,
                plan.prescription().modality(),
                pumpOn,
                bypass,
                mode == Mode.TX && !isTreating(),
                blood.flow(),
                blood.arterial(),
                blood.venous(),
                ultrafiltration.transmembranePressure(),
                dialysate.temperature(),
                dialysate.conductivity(),
                dialysate.flow(),
                ultrafiltration.rate(),
                anticoagulating ? settings.get(ANTICOAGULANT_RATE) : 0,
                ultrafiltration.removed(),
                blood.processedLitres(),
                elapsedSeconds,
                remainingSeconds,
                alarms.bits(),
                alarms.eventCount(),
                stopRequested,
                minimumUltrafiltration,
                step < muteEndStep,
                patient.meanChange());
    }

    private boolean isModeOver() {
        return switch (mode) {
            case PRETX -> modeSteps > Steps.of(TreatmentPlan.PRETX_SECONDS);
            case TX -> {
                long treatmentSteps = Steps.of(settings.get(TREATMENT_TIME));
                yield therapySteps >= treatmentSteps || modeSteps > treatmentSteps + MAX_HOLD_UP_STEPS;
            }
            case POSTTX -> modeSteps > Steps.of(TreatmentPlan.POSTTX_SECONDS);
            case DIS -> modeSteps > Steps.of(TreatmentPlan.DISINFECTION_SECONDS);
            case IDL -> modeSteps > Steps.of(plan.idleSeconds());
            case SVC -> modeSteps > Steps.of(plan.serviceSeconds());
        };
    }

    private void enterNextMode(long step) {
        mode = switch (mode) {
            case PRETX -> Mode.TX;
            case TX -> Mode.POSTTX;
            case POSTTX, SVC -> Mode.DIS;
            case DIS, IDL -> Mode.IDL;
        };
        modeSteps = 0;
        ActiveScenario mishap = plan.mishap();
        if (mode == Mode.TX && mishap != null && scenario == null) {
            scenario = new ActiveScenario(mishap.scenario(), mishap.grade(), step + mishap.startStep(), mishap.steps());
        }
        if (mode == Mode.POSTTX) {
            scenario = null;
            stopRequested = false;
            minimumUltrafiltration = false;
        }
    }

    private void endScenario(long step) {
        if (scenario != null && scenario.isOver(step)) {
            scenario = null;
        }
    }

    private void decideFlows() {
        boolean held = alarms.stopsBloodPump() || stopRequested;
        pumpOn = switch (mode) {
            case PRETX -> !stopRequested && modeSteps >= PRIMING_START_STEPS && modeSteps < PRIMING_END_STEPS;
            case TX -> !held && settings.get(BLOOD_FLOW) > 0;
            case POSTTX -> !stopRequested && modeSteps < REINFUSION_STEPS;
            case DIS, IDL, SVC -> false;
        };
        bypass = switch (mode) {
            case PRETX -> stopRequested || modeSteps < DIALYSATE_READY_STEPS;
            case TX -> stopRequested || alarms.bypasses() || settings.get(DIALYSATE_FLOW) == 0;
            case POSTTX -> true;
            case DIS, IDL, SVC -> false;
        };
    }

    private boolean isTreating() {
        return mode == Mode.TX && pumpOn && !bypass;
    }

    private void moveBlood(long step) {
        boolean patientConnected = mode == Mode.TX || mode == Mode.POSTTX;
        double arterialShift = -0.25 * effect(Scenario.HYPOTENSION, step);
        double venousShift = effect(Scenario.CLOTTING, step) - effect(Scenario.NEEDLE_OUT, step);
        blood.step(pumpOn, flowWanted(), patientConnected, arterialShift, venousShift);
        if (mode == Mode.TX) {
            blood.countProcessed();
        }
    }

    private double flowWanted() {
        return mode == Mode.TX ? settings.get(BLOOD_FLOW) : CIRCULATION_FLOW;
    }

    private void moveDialysate(long step) {
        switch (mode) {
            case PRETX, TX, POSTTX ->
                dialysate.step(
                        settings.get(DIALYSATE_FLOW),
                        settings.get(DIALYSATE_TEMPERATURE),
                        settings.get(DIALYSATE_CONDUCTIVITY),
                        bypass,
                        effect(Scenario.CONDUCTIVITY_DRIFT, step));
            case DIS ->
                dialysate.step(DISINFECTION_FLOW, DISINFECTION_TEMPERATURE, DISINFECTION_CONDUCTIVITY, bypass, 0);
            case IDL, SVC -> dialysate.step(0, 0, 0, bypass, 0);
        }
    }

    private int conditions(long step) {
        boolean flowing = mode == Mode.TX && pumpOn && blood.isSteadyAt(flowWanted());
        int inBlood = surveillance.bloodConditions(blood, flowing);
        int detected = surveillance.detectorConditions(effect(Scenario.BLOOD_LEAK, step), scenario, step);
        if (mode == Mode.TX) {
            int inFluid = surveillance.fluidConditions(dialysate, ultrafiltration);
            return inBlood | detected | inFluid | Alarm.BLOOD_PUMP_STOP.maskIf(!pumpOn);
        }
        boolean testing = mode == Mode.PRETX || mode == Mode.SVC;
        boolean failing = modeSteps >= SELF_TEST_STEPS && modeSteps < SELF_TEST_STEPS + SELF_TEST_FAILURE_STEPS;
        return Alarm.SELF_TEST_FAILURE.maskIf(testing && failing && plan.selfTestFails());
    }

    private void attend(long step) {
        if (bedside.attend(step, mode == Mode.TX && (alarms.stopsBloodPump() || stopRequested))) {
            stopRequested = false;
            alarms.reset();
        }
    }

    private double effect(Scenario kind, long step) {
        ActiveScenario active = scenario;
        return active != null && active.scenario() == kind && step >= active.startStep() ? active.effect(step) : 0;
    }
}
