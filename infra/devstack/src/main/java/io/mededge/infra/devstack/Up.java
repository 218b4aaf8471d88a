package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.Part;
import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.plan.SavedSystem;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.RunningProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code ./mededge up}. */
final class Up {
    private final Project project;
    private final Options options;
    private final Set<Part> parts;
    private final boolean detach;
    private final DataFolder data;

    Up(Project project, Options options, Set<Part> parts, boolean detach) {
        this.project = project;
        this.options = options;
        this.parts = parts;
        this.detach = detach;
        this.data = new DataFolder(options.data());
    }

    ExitCode run() throws IOException, InterruptedException {
        Files.createDirectories(data.root());
        try (var channel = FileChannel.open(
                        data.root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null) {
                return refuse(List.of("another `up` uses " + data.root()));
            }
            var plan = Plan.of(project, options, parts);
            var obstacles = obstacles(plan);
            if (!obstacles.isEmpty()) {
                return refuse(obstacles);
            }
            prepare(plan);
            return detach
                    ? new DetachedSupervisor(project, data).start()
                    : new Supervision(plan, () -> DevelopmentAccounts.print(data, System.out)).run();
        }
    }

    private List<String> obstacles(Plan plan) throws IOException {
        var supervisor = SupervisorFile.alive(data);
        if (supervisor.isPresent()) {
            return List.of("it runs already in %s (supervisor %d); see ./mededge status"
                    .formatted(data.root(), supervisor.get().pid()));
        }
        var leftOver = RunningProcess.alive(data);
        if (!leftOver.isEmpty()) {
            var names = leftOver.stream().map(RunningProcess::name).sorted().collect(Collectors.joining(", "));
            return List.of("processes are left in " + data.root() + " whose supervisor is gone (" + names
                    + "); stop them with ./mededge down");
        }
        return plan.obstacles().isEmpty() ? plan.occupiedPorts() : plan.obstacles();
    }

    private void prepare(Plan plan) throws IOException {
        data.clearTransient();
        Files.createDirectories(data.logs());
        new SavedSystem(options, parts).write();
        try {
            plan.writeFiles();
        } catch (GeneralSecurityException noCertificates) {
            throw new IOException("cannot make the certificates: " + noCertificates.getMessage(), noCertificates);
        }
    }

    private static ExitCode refuse(List<String> reasons) {
        reasons.forEach(reason -> System.err.println("mededge: " + reason));
        return ExitCode.FAILED;
    }
}
