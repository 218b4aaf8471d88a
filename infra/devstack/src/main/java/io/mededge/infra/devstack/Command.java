package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Options;
import java.nio.file.Path;

/** What the user wants. {@code help}, {@code test} and {@code bench} never come here: the launcher script does them itself. */
sealed interface Command {
    record Up(Options options, boolean detach) implements Command {}

    record Status(Path data, boolean json) implements Command {}

    record Down(Path data) implements Command {}

    record Gateway(Path config) implements Command {}

    record Simulate(Path config) implements Command {}

    /** Not for users: the process that a detached {@code up} leaves behind. */
    record Supervise(Path data) implements Command {}

    /** Not understood; {@code reason} is one sentence. */
    record Wrong(String reason) implements Command {}
}
