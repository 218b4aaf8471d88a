package io.mededge.model.session;

/** What a person says has happened to a session. Only these move it. */
public enum SessionEvent {
    ARRIVE,
    MAKE_READY,
    START,
    PAUSE,
    RESUME,
    COMPLETE,
    INTERRUPT,
    CLEAN,
    CLOSE,
    CANCEL
}
