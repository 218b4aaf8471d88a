package io.mededge.model.outbound;

/**
 * One entry of a machine's own event list, verbatim, also when it began and ended between two polls.
 *
 * @param machineSequence the machine's own count of events, as it wraps
 * @param code the machine's own code
 * @param name the profile's name for the code, for example {@code venous-air}; empty when it has none
 * @param start whether the condition begins; else it ends
 */
public record MachineEvent(int machineSequence, int code, String name, boolean start) implements RegionBound {
    public MachineEvent {
        DeviceDescription.checkText(name);
    }
}
