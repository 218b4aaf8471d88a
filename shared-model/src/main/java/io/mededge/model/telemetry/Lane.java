package io.mededge.model.telemetry;

/** In which order a gateway sends: alarms and events first, live telemetry next, backlog last at a bounded rate. Lanes carry streams, they are none. */
public enum Lane {
    ALARM,
    LIVE,
    BACKLOG
}
