package io.mededge.infra.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The process: {@code Simulator --config FILE}. Exit code 2 when it cannot start, with one sentence on standard error. */
public final class Simulator implements AutoCloseable {
    private static final int CANNOT_START = 2;

    private final Facility facility;
    private final ControlApi control;

    private Simulator(SimulatorConfig config) throws IOException {
        facility = new Facility(config);
        try {
            control = new ControlApi(facility, config.controlPort());
        } catch (IOException refused) {
            facility.close();
            throw refused;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Optional<Simulator> started = start(args, System.out, System.err);
        if (started.isEmpty()) {
            System.exit(CANNOT_START);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(started.get()::close, "shutdown"));
        new CountDownLatch(1).await();
    }

    /** Starts everything and says so in one line, or says in one sentence why not and returns empty. */
    static Optional<Simulator> start(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 2 || !args[0].equals("--config")) {
            err.println("Usage: Simulator --config FILE");
            return Optional.empty();
        }
        try {
            SimulatorConfig config = SimulatorConfig.load(Path.of(args[1]));
            Simulator simulator = new Simulator(config);
            out.println(simulator.readyLine());
            return Optional.of(simulator);
        } catch (InvalidConfigException invalid) {
            err.println(invalid.getMessage());
        } catch (BindException taken) {
            err.println(taken.getMessage() + "; set another firstPort or controlPort in the configuration.");
        } catch (IOException failed) {
            err.println("The simulator cannot start: " + failed.getMessage() + ".");
        }
        return Optional.empty();
    }

    /** Port of the control API. */
    int controlPort() {
        return control.port();
    }

    /** Stops all and saves the state. */
    @Override
    public void close() {
        control.close();
        facility.close();
    }

    private String readyLine() {
        int count = facility.stations().size();
        int first = facility.portOf(facility.stations().get(0).station().id());
        int last = facility.portOf(facility.stations().get(count - 1).station().id());
        return "Simulator ready: " + count + " stations on ports " + first + " to " + last + ", control on port "
                + controlPort() + ".";
    }
}
