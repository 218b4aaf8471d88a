package io.mededge.edge.session;

import io.mededge.model.session.SessionEvent;
import java.time.Instant;
import java.util.List;

/** What a person wants to change in a session. */
public sealed interface Change {
    /** Something happened. */
    record Move(SessionEvent event) implements Change {}

    /** Another station or time; the same one counts too. @param end of the treatment, without the cleaning */
    record Reschedule(String station, Instant begin, Instant end) implements Change {}

    /** In place of all that was prescribed before. */
    record Prescribe(List<Target> targets) implements Change {
        public Prescribe {
            targets = List.copyOf(targets);
        }
    }

    record Observe(Observation observation) implements Change {}

    /** What was measured at once, such as both values of a blood pressure: all of it or nothing. */
    record ObserveTogether(List<Observation> observations) implements Change {
        public ObserveTogether {
            observations = List.copyOf(observations);
        }
    }

    /** A slip of the pen; the audit trail has both. @param number of the observation, from 1 */
    record CorrectObservation(int number, Observation observation) implements Change {}

    /** A text that stays in the facility. */
    record AddNote(String text) implements Change {
        /** Notes are about a patient. */
        @Override
        public String toString() {
            return "[note]";
        }
    }
}
