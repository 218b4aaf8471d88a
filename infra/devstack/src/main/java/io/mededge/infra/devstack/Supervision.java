package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.process.Patience;
import io.mededge.infra.devstack.process.Seconds;
import io.mededge.infra.devstack.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;

/** Starts a system in this process and keeps it running until somebody ends this process, which stops it. */
final class Supervision {
    private final Plan plan;
    private final Supervisor supervisor;
    private final Runnable whenHealthy;
    private final long startNanos = System.nanoTime();

    /** @param whenHealthy once, after everything is, for the terminal */
    Supervision(Plan plan, Runnable whenHealthy) {
        this.plan = plan;
        this.whenHealthy = whenHealthy;
        this.supervisor = new Supervisor(plan.processes(), plan.data(), Patience.DEFAULT, this::say);
    }

    /** Returns only if the start failed; then nothing runs. */
    ExitCode run() throws IOException, InterruptedException {
        SupervisorFile.write(plan.data());
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        say("starting " + plan.processes().size() + " processes in "
                + plan.data().root());
        var outcome = supervisor.start();
        if (outcome instanceof Supervisor.Outcome.Stopped) {
            return ExitCode.FAILED;
        }
        if (outcome instanceof Supervisor.Outcome.Failed failed) {
            say(failed.process() + " could not be started: " + failed.reason());
            failed.log().forEach(line -> System.out.println("  | " + line));
            return ExitCode.FAILED;
        }
        say("everything is healthy");
        System.out.println();
        System.out.print(StatusReport.table(plan.addresses()));
        whenHealthy.run();
        Files.createFile(plan.data().ready());
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private void stop() {
        try {
            supervisor.stop();
            plan.data().clearTransient();
        } catch (IOException | InterruptedException incomplete) {
            say("not everything was cleared away: " + incomplete.getMessage());
        }
    }

    private void say(String text) {
        var elapsed = Seconds.text(Duration.ofNanos(System.nanoTime() - startNanos));
        System.out.printf("%tT %8s  %s%n", LocalTime.now(ZoneId.systemDefault()), elapsed, text);
    }
}
