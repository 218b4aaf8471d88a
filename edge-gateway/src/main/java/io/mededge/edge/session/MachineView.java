package io.mededge.edge.session;

import java.time.Instant;

/** What a session's machine says of it. A disagreement is shown until a person resolves it; nothing is corrected by itself. */
public sealed interface MachineView {
    record Agrees() implements MachineView {}

    /** The machine has no mode of operation, or does not answer. */
    record Unknown() implements MachineView {}

    /** @param mode of operation, for example {@code IDL} @param since when both first said so at once */
    record Disagrees(Kind kind, String mode, Instant since) implements MachineView {}

    enum Kind {
        /** The session is in progress or paused, and the machine does not treat. */
        ONLY_THE_SESSION_RUNS,
        /** The machine treats, and the session is not in progress. */
        ONLY_THE_MACHINE_RUNS
    }
}
