package io.mededge.infra.devstack;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.Part;
import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.Patience;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.RunningProcess;
import io.mededge.infra.devstack.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A running system, or chosen parts of one, for as long as this object is open. */
public final class DevStack implements AutoCloseable {
    private final Plan plan;
    private final Supervisor supervisor;
    private final boolean temporary;
    private final Thread onExit = new Thread(this::stop, "stop the system");

    private DevStack(Plan plan, boolean temporary) {
        this.plan = plan;
        this.temporary = temporary;
        this.supervisor = new Supervisor(plan.processes(), plan.data(), Patience.DEFAULT, System.out::println);
    }

    /**
     * Starts these parts on free ports in a temporary folder that {@link #close} deletes, and returns when all are healthy.
     *
     * @throws IllegalStateException saying what is missing or which part did not start, with the end of its log
     */
    public static DevStack start(Part... parts) {
        return start(Options.defaults(temporaryFolder()), Set.of(parts), true);
    }

    /**
     * As {@link #start(Part...)}, but with this size, in this data folder, which is kept, and on free ports where the options name none.
     *
     * @throws IllegalStateException saying what is missing or which part did not start, with the end of its log
     */
    public static DevStack start(Options options, Set<Part> parts) {
        return start(options, parts, false);
    }

    /** Everything that {@code ./mededge up} starts. */
    public static Set<Part> everything() {
        return EnumSet.allOf(Part.class);
    }

    private static DevStack start(Options options, Set<Part> parts, boolean temporary) {
        var project = Project.find();
        var plan = Plan.of(project, new FreePorts(project, parts).apply(options), parts);
        if (!plan.obstacles().isEmpty()) {
            throw new IllegalStateException(String.join("; ", plan.obstacles()));
        }
        var stack = new DevStack(plan, temporary);
        Runtime.getRuntime().addShutdownHook(stack.onExit);
        try {
            plan.writeFiles();
            if (stack.supervisor.start() instanceof Supervisor.Outcome.Failed failed) {
                stack.close();
                throw new IllegalStateException(
                        failed.process() + " " + failed.reason() + "\n" + String.join("\n", failed.log()));
            }
            return stack;
        } catch (IOException | GeneralSecurityException cannotPrepare) {
            stack.close();
            throw new IllegalStateException("cannot prepare " + plan.data().root(), cannotPrepare);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stack.close();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("mededge-");
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
    }

    /**
     * One of the addresses of {@code status --json}: {@code kafkaRegional}, {@code postgres}, {@code fhir}, {@code fhir-2}, …
     *
     * @throws IllegalArgumentException if no chosen part has this address
     */
    public String address(String name) {
        var address = plan.addresses().get(name);
        if (address == null) {
            throw new IllegalArgumentException(
                    "no address " + name + "; there are " + plan.addresses().keySet());
        }
        return address;
    }

    public Map<String, String> addresses() {
        return plan.addresses();
    }

    /** Names of the processes, such as {@code kafka-regional}. */
    public List<String> processes() {
        return plan.processes().stream().map(ProcessSpec::name).toList();
    }

    /** Key and trust stores for this holder, issued now if there are none yet. */
    public Credentials credentials(Holder holder) {
        try {
            return new DevelopmentPki(data().certificates(), Clock.systemUTC()).ensure(holder);
        } catch (IOException | GeneralSecurityException cannotIssue) {
            throw new IllegalStateException("cannot issue a certificate", cannotIssue);
        }
    }

    /** Where logs and files are. */
    public DataFolder data() {
        return plan.data();
    }

    /**
     * The id of a process now; another one after each restart.
     *
     * @throws IllegalArgumentException if the process does not run
     */
    public long pid(String process) {
        return RunningProcess.read(data(), process)
                .filter(RunningProcess::isAlive)
                .orElseThrow(() -> new IllegalArgumentException(process + " does not run"))
                .pid();
    }

    /** SIGKILL; returns when the process is dead. It will be restarted. */
    public void kill(String process) {
        try {
            supervisor.kill(process);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while killing " + process, interrupted);
        }
    }

    /**
     * Returns as soon as the process is healthy.
     *
     * @throws IllegalStateException if it is not before the deadline
     */
    public void awaitHealthy(String process, Duration deadline) {
        try {
            if (!supervisor.awaitHealthy(process, deadline)) {
                throw new IllegalStateException(process + " was not healthy within " + deadline);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + process, interrupted);
        }
    }

    /** Stops everything and, if the folder was a temporary one, deletes it. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            return;
        }
        stop();
    }

    private void stop() {
        try {
            supervisor.stop();
            if (temporary) {
                DataFolder.deleteTree(data().root());
            } else {
                data().clearTransient();
            }
        } catch (IOException cannotDelete) {
            throw new UncheckedIOException(cannotDelete);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
