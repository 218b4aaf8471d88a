package io.mededge.edge.patient;

/** Why a station is nobody's any more. */
public enum Ending {
    BY_HAND("ended by hand"),
    SESSION("session over"),
    /** The machine was in use and then out of use for the configured time. */
    MACHINE("machine out of use");

    private final String words;

    Ending(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
