package io.mededge.edge.monitor;

/** What is going on at a station, told by shape, colour and word. None of these is an alarm. */
enum StationState {
    RUNNING("●", "running"),
    PAUSED("◐", "paused"),
    STOPPED("■", "pump off"),
    STANDBY("○", "standby"),
    /** The machine does not answer, or not in its protocol. Not the same as a sensor that the machine calls invalid. */
    LINK_LOST("✕", "link lost"),
    /** Nothing came for longer than three polls, and nothing said why. */
    SILENT("◌", "silent"),
    UNKNOWN("?", "no data yet");

    private final String shape;
    private final String word;

    StationState(String shape, String word) {
        this.shape = shape;
        this.word = word;
    }

    public String shape() {
        return shape;
    }

    public String word() {
        return word;
    }

    /** For a style sheet: {@code link-lost}. */
    public String token() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
