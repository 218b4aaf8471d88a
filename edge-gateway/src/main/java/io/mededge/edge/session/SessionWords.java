package io.mededge.edge.session;

import io.mededge.model.session.Guard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import java.util.Optional;

/** What pages call states and events. A state has a shape and a word, an event the effect that it has at its station. */
final class SessionWords {
    private SessionWords() {}

    static String word(SessionState state) {
        return SessionLifecycle.words(state).replace('-', ' ');
    }

    static String shape(SessionState state) {
        return switch (state) {
            case SCHEDULED -> "○";
            case ARRIVED -> "◔";
            case READY -> "◑";
            case IN_PROGRESS -> "●";
            case PAUSED -> "◐";
            case COMPLETED -> "✓";
            case INTERRUPTED -> "✕";
            case CLEANING -> "≈";
            case CLOSED -> "■";
            case CANCELLED -> "–";
        };
    }

    /** On a button. */
    static String effect(SessionEvent event, String station) {
        return switch (event) {
            case ARRIVE -> "The patient for " + station + " has arrived";
            case MAKE_READY -> station + " is ready";
            case START -> "Start the treatment at " + station;
            case PAUSE -> "Pause the treatment at " + station;
            case RESUME -> "Resume the treatment at " + station;
            case COMPLETE -> "End the treatment at " + station + " as completed";
            case INTERRUPT -> "End the treatment at " + station + " early";
            case CLEAN -> "The patient has left " + station + ": begin cleaning";
            case CLOSE -> station + " is clean: close the session";
            case CANCEL -> "Cancel the session at " + station;
        };
    }

    /** Once it has happened. */
    static String done(SessionEvent event, String station) {
        return switch (event) {
            case ARRIVE -> "The patient for " + station + " has arrived.";
            case MAKE_READY -> station + " is ready.";
            case START -> "The treatment at " + station + " has started.";
            case PAUSE -> "The treatment at " + station + " is paused.";
            case RESUME -> "The treatment at " + station + " goes on.";
            case COMPLETE -> "The treatment at " + station + " is completed. Its record waits for a signature.";
            case INTERRUPT -> "The treatment at " + station + " has ended early. Its record waits for a signature.";
            case CLEAN -> station + " is being cleaned; its association with the patient has ended.";
            case CLOSE -> "The session is closed; " + station + " is free.";
            case CANCEL -> "The session at " + station + " is cancelled.";
        };
    }

    /** Whether a page asks once more before. */
    static boolean isGrave(SessionEvent event) {
        return switch (event) {
            case START, COMPLETE, INTERRUPT, CLEAN, CANCEL -> true;
            case ARRIVE, MAKE_READY, PAUSE, RESUME, CLOSE -> false;
        };
    }

    /** What usually comes next; empty where nothing does. */
    static Optional<SessionEvent> next(SessionState state) {
        return Optional.ofNullable(
                switch (state) {
                    case SCHEDULED -> SessionEvent.ARRIVE;
                    case ARRIVED -> SessionEvent.MAKE_READY;
                    case READY -> SessionEvent.START;
                    case IN_PROGRESS -> SessionEvent.COMPLETE;
                    case PAUSED -> SessionEvent.RESUME;
                    case COMPLETED, INTERRUPTED -> SessionEvent.CLEAN;
                    case CLEANING -> SessionEvent.CLOSE;
                    case CLOSED, CANCELLED -> null;
                });
    }

    /** What to do so that a guard is met. */
    static String remedy(Guard guard, String station) {
        return switch (guard) {
            case PRESCRIBED -> "a physician prescribes below";
            case PATIENT_AT_STATION -> "associate the patient with " + station + " on the page Patients";
            case PATIENT_GONE -> "end the association with " + station + " on the page Patients";
            case STATION_FREE -> "clean and close the session before at " + station;
            case REASON_GIVEN -> "give a reason";
        };
    }

    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
