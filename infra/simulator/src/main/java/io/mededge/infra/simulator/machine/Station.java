package io.mededge.infra.simulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One dialysis station: turn follows turn, each with another patient. The caller brings the time ({@link #advanceTo}); everything else is
 * as of that time. Thread-safe.
 */
public final class Station {
    /**
     * More inputs than this in one turn are taken, but the oldest are forgotten: after a restart the turn is then replayed without them.
     */
    public static final int MAX_REPLAYED_INPUTS = 2_000;

    /**
     * A scenario as told to the outside.
     *
     * @param remainingSeconds simulated seconds until it ends by itself
     */
    public record ScenarioStatus(Scenario scenario, int grade, long remainingSeconds) {}

    private final String id;
    private final long seed;
    private final boolean mishaps;
    private final List<Input> inputs = new ArrayList<>();
    private int appliedInputs;
    private long turn;
    private long startStep;
    private long step;
    private Handover handover;
    private Treatment treatment;

    private Station(String id, long seed, boolean mishaps, StationState state) {
        this.id = id;
        this.seed = seed;
        this.mishaps = mishaps;
        this.turn = state.turn();
        this.startStep = state.startStep();
        this.step = state.startStep();
        this.handover = state.handover();
        this.inputs.addAll(state.inputs());
        this.treatment = treatment();
    }

    /**
     * A station that at simulated time 0 is in the midst of a turn.
     *
     * @param mishaps whether scenarios happen by themselves, rarely
     * @param progress how much of its first turn is over at time 0, 0 to 1
     */
    public static Station start(String id, long seed, boolean mishaps, double progress) {
        TreatmentPlan plan = TreatmentPlan.draw(seed, turnName(id, 0), mishaps);
        long startStep = -(long) (progress * plan.nominalSteps());
        RandomStream random = RandomStream.of(seed, id + "/before");
        // the monitor still shows somebody's last measurement: a gateway that starts now must not find nothing
        BloodPressure earlier = new BloodPressure(
                1,
                118 + random.below(25),
                66 + random.below(12),
                84 + random.below(14),
                64 + random.below(20),
                (startStep - Steps.of(random.between(600, 1800))) * Steps.MILLIS);
        Handover handover = new Handover(0, List.of(), earlier);
        return new Station(id, seed, mishaps, new StationState(id, 0, startStep, handover, List.of()));
    }

    /** The station that gave this {@link #state()}, if seed and mishaps are the same as then; it must be advanced to the time again. */
    public static Station resume(long seed, boolean mishaps, StationState state) {
        return new Station(state.id(), seed, mishaps, state);
    }

    public String id() {
        return id;
    }

    /** Moves on to a simulated time; a time in the past changes nothing. */
    public synchronized void advanceTo(long simulatedMillis) {
        long target = Math.floorDiv(simulatedMillis, Steps.MILLIS);
        while (step < target) {
            applyReplayed();
            if (!treatment.step(step + 1)) {
                nextTurn();
                treatment.step(step + 1);
            }
            step++;
        }
        applyReplayed();
    }

    public synchronized MachineReadings machine() {
        return treatment.readings(step);
    }

    public synchronized double setting(Setting setting) {
        return treatment.setting(setting);
    }

    /** The event list, oldest first. */
    public synchronized List<AlarmEvent> events() {
        return treatment.handover().events();
    }

    public synchronized BloodPressure bloodPressure() {
        return treatment.lastMeasurement();
    }

    /** Whole simulated seconds since a simulated time, at least 0. */
    public synchronized long secondsSince(long simulatedMillis) {
        return Math.max(0, (step * Steps.MILLIS - simulatedMillis) / 1000);
    }

    /**
     * Writes a setting, which keeps the value until the next turn's prescription.
     *
     * @throws IllegalArgumentException if the setting does not accept the value
     */
    public synchronized void write(Setting setting, double value) {
        if (!setting.accepts(value)) {
            throw new IllegalArgumentException(setting + " does not accept " + value);
        }
        boolean endsMinimum =
                setting == Setting.ULTRAFILTRATION_RATE && machine().minimumUltrafiltration();
        if (endsMinimum || treatment.setting(setting) != value) {
            take(new Input.SettingWritten(step, setting, value));
        }
    }

    /** Asks the machine for its safe state: pump off, bypass, until somebody at the bedside ends it after three minutes or more. */
    public synchronized void requestStop() {
        if (!machine().stopRequested()) {
            take(new Input.StopRequested(step));
        }
    }

    /** Asks for as little ultrafiltration as possible, until a rate is set again. */
    public synchronized void requestMinimumUltrafiltration() {
        if (!machine().minimumUltrafiltration()) {
            take(new Input.MinimumUltrafiltrationRequested(step));
        }
    }

    /** Pauses the alarm sound for two minutes or ends the pause; alarm bits are not touched. */
    public synchronized void mute(boolean muted) {
        take(new Input.MuteSet(step, muted));
    }

    /**
     * Starts a scenario, in place of the one under way.
     *
     * @param grade 1 to 5
     * @param seconds simulated seconds, at least 1
     * @return false if no treatment is running, so that nothing can go wrong with it
     */
    public synchronized boolean start(Scenario scenario, int grade, long seconds) {
        if (treatment.mode() != Mode.TX) {
            return false;
        }
        take(new Input.ScenarioStarted(step, scenario, grade, Steps.of((double) seconds)));
        return true;
    }

    /** Ends the scenario under way, or the one that would come by itself in this treatment. */
    public synchronized void endScenario() {
        if (treatment.scenario() != null) {
            take(new Input.ScenarioEnded(step));
        }
    }

    /** The scenario under way. */
    public synchronized Optional<ScenarioStatus> scenario() {
        ActiveScenario active = treatment.scenario();
        if (active == null || step < active.startStep()) {
            return Optional.empty();
        }
        long remainingSeconds = (active.startStep() + active.steps() - step) / Steps.PER_SECOND;
        return Optional.of(new ScenarioStatus(active.scenario(), active.grade(), remainingSeconds));
    }

    /** What must be kept to continue after a restart. */
    public synchronized StationState state() {
        return new StationState(id, turn, startStep, handover, inputs);
    }

    private void take(Input input) {
        if (inputs.size() == MAX_REPLAYED_INPUTS) {
            inputs.remove(0);
            appliedInputs--;
        }
        inputs.add(input);
        applyReplayed();
    }

    private void applyReplayed() {
        while (appliedInputs < inputs.size() && inputs.get(appliedInputs).step() <= step) {
            treatment.apply(inputs.get(appliedInputs));
            appliedInputs++;
        }
    }

    private void nextTurn() {
        handover = treatment.handover();
        turn++;
        startStep = step;
        inputs.clear();
        appliedInputs = 0;
        treatment = treatment();
    }

    private Treatment treatment() {
        String name = turnName(id, turn);
        return new Treatment(seed, name, TreatmentPlan.draw(seed, name, mishaps), handover);
    }

    private static String turnName(String id, long turn) {
        return id + "/" + turn;
    }
}
