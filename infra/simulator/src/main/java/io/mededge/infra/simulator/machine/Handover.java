package io.mededge.infra.simulator.machine;

import java.util.List;

/**
 * What passes from one turn of a station to the next: both devices remember across patients.
 *
 * @param events the event list, oldest first
 * @param lastMeasurement what the patient monitor still shows
 */
public record Handover(long eventCount, List<AlarmEvent> events, BloodPressure lastMeasurement) {
    public Handover {
        events = List.copyOf(events);
    }
}
