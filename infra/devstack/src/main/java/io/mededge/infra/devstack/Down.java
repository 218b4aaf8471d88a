package io.mededge.infra.devstack;

import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessIdentity;
import io.mededge.infra.devstack.process.RunningProcess;
import io.mededge.infra.devstack.process.StopSequence;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeSet;

/** {@code ./mededge down}: the supervisor stops what it started; what a killed one left is stopped by the pid files. */
final class Down {
    /** The sum of all stages' patience, with room. */
    private static final Duration SUPERVISOR_PATIENCE = Duration.ofSeconds(75);

    private static final long POLL_MILLIS = 50;

    private final DataFolder data;

    Down(DataFolder data) {
        this.data = data;
    }

    ExitCode run() throws IOException, InterruptedException {
        var supervisor = SupervisorFile.alive(data);
        if (supervisor.isEmpty() && RunningProcess.alive(data).isEmpty()) {
            data.clearTransient();
            System.out.println("nothing runs in " + data.root());
            return ExitCode.OK;
        }
        if (supervisor.isPresent()) {
            end(supervisor.get());
        }
        var survivors = new StopSequence(data, System.out::println).run();
        if (!survivors.isEmpty()) {
            survivors.forEach(process ->
                    System.err.println("mededge: " + process.name() + " (" + process.pid() + ") could not be killed"));
            return ExitCode.FAILED;
        }
        data.clearTransient();
        System.out.println("everything is stopped; the data is kept in " + data.root());
        return ExitCode.OK;
    }

    private void end(ProcessIdentity supervisor) throws IOException, InterruptedException {
        var handle = ProcessHandle.of(supervisor.pid());
        handle.ifPresent(ProcessHandle::destroy);
        var names = new TreeSet<String>();
        RunningProcess.alive(data).forEach(process -> names.add(process.name()));
        long start = System.nanoTime();
        while (supervisor.isAlive()) {
            var left = new TreeSet<String>();
            RunningProcess.alive(data).forEach(process -> left.add(process.name()));
            names.stream().filter(name -> !left.contains(name)).forEach(name -> System.out.println("stopped " + name));
            names.retainAll(left);
            if (System.nanoTime() - start > SUPERVISOR_PATIENCE.toNanos()) {
                handle.ifPresent(ProcessHandle::destroyForcibly);
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        names.forEach(name -> System.out.println("stopped " + name));
    }
}
