package io.mededge.model.id;

/** The two kinds of stream that a device has. Lanes only order the sending and are no streams. */
public enum StreamClass {
    /** Samples of the polled values and the gaps between them. */
    TELEMETRY,
    /** Descriptions, associations, machine events, later alarms and sessions. */
    EVENTS
}
