package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.StaffMember;
import java.util.Optional;

/** How it was made sure that the patient at the station is the patient who is meant: by two identifiers, never by the choice from a list alone. */
public sealed interface Proof {
    /** As the history keeps it. */
    String how();

    /** Who has answered for it; empty: nobody is named. */
    Optional<StaffMember> by();

    /** The wristband or card was scanned: what it says must be an identifier of the patient. */
    final class Scanned implements Proof {
        private final Identifier identifier;
        private final Optional<StaffMember> by;

        public Scanned(Identifier identifier, Optional<StaffMember> by) {
            this.identifier = identifier;
            this.by = by;
        }

        Identifier identifier() {
            return identifier;
        }

        @Override
        public String how() {
            return "scanned";
        }

        @Override
        public Optional<StaffMember> by() {
            return by;
        }

        @Override
        public String toString() {
            return "[scan]";
        }
    }

    /**
     * Name and date of birth were looked at a second time.
     *
     * @param by who confirms it; empty where no person did it, and then the history says that nobody is named
     */
    record Manual(Optional<StaffMember> by) implements Proof {
        @Override
        public String how() {
            return by.isPresent() ? "manual" : "manual, nobody named";
        }
    }
}
