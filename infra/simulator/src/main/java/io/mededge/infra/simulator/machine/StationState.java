package io.mededge.infra.simulator.machine;

import java.util.List;

/**
 * All that must be kept of a station to continue it.
 *
 * @param id the station's id
 * @param turn number of the current turn
 * @param startStep when the turn began
 * @param handover what the turn began with
 * @param inputs what reached the station in this turn, oldest first
 */
public record StationState(String id, long turn, long startStep, Handover handover, List<Input> inputs) {
    public StationState {
        inputs = List.copyOf(inputs);
    }
}
