package io.mededge.infra.devstack.process;

/** The signal that asks a process to end in good order. */
public enum StopSignal {
    TERM,
    /** PostgreSQL's fast shutdown; TERM would wait for its clients to leave. */
    INT
}
