package io.mededge.infra.simulator.machine;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What reached a station from outside and when. Together with the seed, the inputs of a turn determine everything that happens in it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "input")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Input.SettingWritten.class, name = "setting"),
    @JsonSubTypes.Type(value = Input.StopRequested.class, name = "stop"),
    @JsonSubTypes.Type(value = Input.MinimumUltrafiltrationRequested.class, name = "minimum-uf"),
    @JsonSubTypes.Type(value = Input.MuteSet.class, name = "mute"),
    @JsonSubTypes.Type(value = Input.ScenarioStarted.class, name = "scenario"),
    @JsonSubTypes.Type(value = Input.ScenarioEnded.class, name = "scenario-end")
})
public sealed interface Input {
    /** The step after which the input took effect. */
    long step();

    /** A value in the setting's unit, in its range. */
    record SettingWritten(long step, Setting setting, double value) implements Input {}

    /** Go to the safe state: pump off, bypass. */
    record StopRequested(long step) implements Input {}

    /** Remove as little fluid as the machine can. */
    record MinimumUltrafiltrationRequested(long step) implements Input {}

    /** Pause the alarm sound, or end the pause. */
    record MuteSet(long step, boolean muted) implements Input {}

    /** A mishap; {@code steps} is its length. */
    record ScenarioStarted(long step, Scenario scenario, int grade, long steps) implements Input {}

    /** The mishap ends before its time. */
    record ScenarioEnded(long step) implements Input {}
}
