package io.mededge.edge.session;

import io.mededge.edge.identity.PatientId;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A treatment session at one version. What it holds besides station, times and state is gone once its patient was erased; those stay, so that sessions
 * can still be counted.
 */
public final class Session {
    private final SessionId id;
    private final PatientId patient;
    private final long version;
    private final SessionState state;
    private final Instant stateSince;
    private final Plan plan;
    private final SessionFields fields;
    private final boolean erased;

    /** Where and when the treatment is planned. @param freeAt when the station is free again: the end and the time of cleaning */
    public record Plan(String station, Instant begin, Instant end, Instant freeAt) {}

    Session(
            SessionId id,
            PatientId patient,
            long version,
            SessionState state,
            Instant stateSince,
            Plan plan,
            SessionFields fields,
            boolean erased) {
        this.id = id;
        this.patient = patient;
        this.version = version;
        this.state = state;
        this.stateSince = stateSince;
        this.plan = plan;
        this.fields = fields;
        this.erased = erased;
    }

    public SessionId id() {
        return id;
    }

    public PatientId patient() {
        return patient;
    }

    /** From 1, one more with each change. */
    public long version() {
        return version;
    }

    public SessionState state() {
        return state;
    }

    public Instant stateSince() {
        return stateSince;
    }

    public Plan plan() {
        return plan;
    }

    /** When the treatment began; empty before. */
    public Optional<Instant> started() {
        return fields.at(SessionFields.STARTED);
    }

    /** When it ended; empty before. */
    public Optional<Instant> ended() {
        return fields.at(SessionFields.ENDED);
    }

    /** Whether the treatment ended before it was to. */
    public boolean interrupted() {
        return fields.get(SessionFields.OUTCOME).filter("interrupted"::equals).isPresent();
    }

    public List<Target> prescription() {
        return fields.prescription();
    }

    /** In the order in which they were entered; the n-th has the number n. */
    public List<Observation> observations() {
        return fields.observations();
    }

    /** In the order in which they were entered. */
    public List<String> notes() {
        return fields.notes();
    }

    /** Whether the patient was erased, and the content with it. */
    public boolean erased() {
        return erased;
    }

    /** The content by name, as the audit trail has it. */
    public NavigableMap<String, String> content() {
        return fields.values();
    }

    SessionFields fields() {
        return fields;
    }

    @Override
    public String toString() {
        return "session " + id + " version " + version;
    }
}
