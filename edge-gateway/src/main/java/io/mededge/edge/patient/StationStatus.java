package io.mededge.edge.patient;

import java.util.Locale;

/** What a place of treatment can be used for at present. */
public enum StationStatus {
    AVAILABLE,
    /** A patient is associated, or the machine treats somebody whom nobody has associated. */
    OCCUPIED,
    /** The machine disinfects itself. */
    CLEANING,
    /** A technician has taken it out of service, or the machine is in its service mode. */
    MAINTENANCE,
    /** The machine does not answer, or has never said anything. */
    OFFLINE;

    /**
     * A patient counts most: a station with somebody at it is never offered to another, whatever its machine says.
     *
     * @param mode the machine's code of MDC_HDIALY_MACH_MODE_OF_OPERATION; empty if it has none
     */
    static StationStatus of(boolean taken, boolean outOfService, boolean silent, String mode) {
        if (taken || (!silent && (mode.equals("PRETX") || mode.equals("TX") || mode.equals("POSTTX")))) {
            return OCCUPIED;
        }
        if (outOfService) {
            return MAINTENANCE;
        }
        if (silent) {
            return OFFLINE;
        }
        return switch (mode) {
            case "DIS" -> CLEANING;
            case "SVC" -> MAINTENANCE;
            default -> AVAILABLE;
        };
    }

    /** For programs: {@code available}. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
