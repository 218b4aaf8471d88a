package io.mededge.edge.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as JSON, for the facility's own screens.
 *
 * @param content by name, as in docs/reference/sessions.md; null in a list
 * @param audit oldest first; null in a list
 * @param events that are possible from its state, guards aside
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionView(
        String id,
        String patient,
        long version,
        String state,
        String stateSince,
        String station,
        String begin,
        String end,
        String freeAt,
        Map<String, String> phases,
        List<String> events,
        Machine machine,
        boolean erased,
        boolean needsSignature,
        @Nullable Map<String, String> content,
        @Nullable List<Line> audit,
        @Nullable List<Signed> signatures) {

    /** @param mode null unless it disagrees */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Machine(
            String view, @Nullable String mode, @Nullable String since) {
        static Machine of(MachineView view) {
            if (view instanceof MachineView.Disagrees disagrees) {
                return new Machine(
                        SessionLifecycle.words(disagrees.kind()),
                        disagrees.mode(),
                        disagrees.since().toString());
            }
            return new Machine(view instanceof MachineView.Unknown ? "unknown" : "agrees", null, null);
        }
    }

    /** One change of one field. */
    record Line(long version, String at, String who, String field, String before, String after, String reason) {
        static Line of(AuditLine line) {
            return new Line(
                    line.version(),
                    line.at().toString(),
                    line.who().value(),
                    line.field(),
                    line.before(),
                    line.after(),
                    line.reason());
        }

        /** Content may name a patient's condition. */
        @Override
        public String toString() {
            return "[audit line]";
        }
    }

    /** A signature as it is shown everywhere: printed name, role, time with zone, meaning. */
    record Signed(long version, String name, String role, String meaning, String at, String hash) {
        static Signed of(Signature signature) {
            return new Signed(
                    signature.version(),
                    signature.name(),
                    SessionLifecycle.words(signature.role()),
                    SessionLifecycle.words(signature.meaning()),
                    signature.at().toString(),
                    signature.hash());
        }
    }

    static SessionView of(Sessions sessions, Session session, boolean whole) {
        var phases = new LinkedHashMap<String, String>();
        for (var phase : SessionPhase.values()) {
            phases.put(SessionLifecycle.words(phase), SessionLifecycle.words(phase.progress(session.state())));
        }
        return new SessionView(
                session.id().value(),
                session.patient().value(),
                session.version(),
                SessionLifecycle.words(session.state()),
                session.stateSince().toString(),
                session.plan().station(),
                session.plan().begin().toString(),
                session.plan().end().toString(),
                session.plan().freeAt().toString(),
                phases,
                SessionLifecycle.from(session.state()).stream()
                        .map(step -> SessionLifecycle.words(step.event()))
                        .toList(),
                Machine.of(sessions.machine(session)),
                session.erased(),
                sessions.needsSignature(session),
                whole ? session.content() : null,
                whole ? lines(sessions.audit(session)) : null,
                whole
                        ? sessions.signatures(session.id()).stream()
                                .map(Signed::of)
                                .toList()
                        : null);
    }

    static List<Line> lines(List<AuditLine> audit) {
        return audit.stream().map(Line::of).toList();
    }

    /** The content is about a patient. */
    @Override
    public String toString() {
        return "[session]";
    }
}
