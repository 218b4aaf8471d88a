package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.LoneProgram;
import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.plan.SavedSystem;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The commands behind {@code ./mededge}. */
public final class MedEdge {
    private final Project project;

    private MedEdge(Project project) {
        this.project = project;
    }

    public static void main(String[] arguments) {
        var project = Project.find();
        var command = CommandLine.parse(List.of(arguments), project.root(), System.getenv());
        try {
            System.exit(new MedEdge(project).run(command).status());
        } catch (IOException | UncheckedIOException trouble) {
            System.err.println("mededge: " + trouble.getMessage());
            System.exit(ExitCode.FAILED.status());
        } catch (InterruptedException stopped) {
            System.exit(ExitCode.FAILED.status());
        }
    }

    private ExitCode run(Command command) throws IOException, InterruptedException {
        if (command instanceof Command.Up up) {
            return new Up(project, up.options(), DevStack.everything(), up.detach()).run();
        } else if (command instanceof Command.Status status) {
            return new Status(project, new DataFolder(status.data())).print(status.json());
        } else if (command instanceof Command.Down down) {
            return new Down(new DataFolder(down.data())).run();
        } else if (command instanceof Command.Supervise supervise) {
            return supervise(new DataFolder(supervise.data()));
        } else if (command instanceof Command.Gateway gateway) {
            return alone(LoneProgram.gateway(project, ownData(), gateway.config()));
        } else if (command instanceof Command.Simulate simulate) {
            return alone(LoneProgram.simulator(project, ownData(), simulate.config()));
        } else if (command instanceof Command.Wrong wrong) {
            System.err.println("mededge: " + wrong.reason());
            System.err.print(usage());
            return ExitCode.USAGE;
        }
        throw new IllegalStateException("no such command: " + command);
    }

    private ExitCode supervise(DataFolder data) throws IOException, InterruptedException {
        var system = SavedSystem.read(data);
        if (system.isEmpty()) {
            System.err.println("nothing was prepared in " + data.root());
            return ExitCode.FAILED;
        }
        // what it says goes into a log, where no PIN belongs
        return new Supervision(Plan.of(project, system.get()), () -> {}).run();
    }

    private ExitCode alone(LoneProgram program) throws IOException, InterruptedException {
        program.obstacles().forEach(obstacle -> System.err.println("mededge: " + obstacle));
        if (!program.obstacles().isEmpty()) {
            return ExitCode.FAILED;
        }
        Files.createDirectories(program.temporary());
        return new Foreground(program.command()).run();
    }

    private DataFolder ownData() {
        return new DataFolder(project.root().resolve("data"));
    }

    private static String usage() throws IOException {
        try (var text = MedEdge.class.getResourceAsStream("usage.txt")) {
            if (text == null) {
                throw new IOException("usage.txt is not in the jar");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
