package io.mededge.edge.session;

import io.mededge.edge.session.Dossier.Line;
import io.mededge.model.fault.FaultCode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of the last action on a page: what happened, why, and what to do.
 *
 * @param code null when all is well
 * @param changed by somebody else meanwhile, oldest first
 */
record PageMessage(String text, String advice, @Nullable String code, List<Line> changed) {
    static PageMessage done(String text) {
        return new PageMessage(text, "", null, List.of());
    }

    static PageMessage wrong(FaultCode fault, String sentence) {
        return new PageMessage(
                SessionWords.sentence(sentence), "Nothing was changed. " + advice(fault), fault.label(), List.of());
    }

    private static String advice(FaultCode fault) {
        return switch (fault) {
            case SESSION_INPUT_INVALID -> "Correct what is typed below, and send it again.";
            case SIGNATURE_REFUSED -> "Look at the record again, then sign it with badge and PIN.";
            default -> "Do first what stands against it, or choose something else.";
        };
    }

    /** @param done what to say when it was kept @param line as the page shows a line of the audit trail */
    static PageMessage of(Outcome outcome, String done, Function<AuditLine, Line> line) {
        if (outcome instanceof Outcome.Done) {
            return done(done);
        }
        if (outcome instanceof Outcome.Conflict conflict) {
            return new PageMessage(
                    "Somebody else changed this session meanwhile, and nothing of yours was kept.",
                    "Look at what changed; what you typed is still in its form, and can be sent again.",
                    FaultCode.SESSION_CHANGED_MEANWHILE.label(),
                    conflict.since().stream().map(line).toList());
        }
        if (outcome instanceof Outcome.Refused refused) {
            return wrong(FaultCode.SESSION_CHANGE_REFUSED, refused.sentence());
        }
        return wrong(
                FaultCode.SESSION_INPUT_INVALID,
                outcome instanceof Outcome.Invalid invalid
                        ? invalid.sentence()
                        : ((Outcome.Unknown) outcome).sentence());
    }

    /** What changed may be about a patient. */
    @Override
    public String toString() {
        return "[message]";
    }
}
