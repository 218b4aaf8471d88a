package io.mededge.infra.systemtest;

import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One region with one facility of 52 stations and the world, on real backends: started for the first test class that asks for it and shared by all of
 * the module, because a start takes half a minute and two gigabytes. A test class has {@code @ExtendWith(RunningStack.Extension.class)} and takes the
 * stack as a parameter; what it changes there it puts back.
 *
 * <p>Logs and files stay in {@code target/stack} until the next run.
 */
public final class RunningStack implements AutoCloseable {
    private static final Path DATA = Path.of("target", "stack");

    private final DevStack devStack;

    private RunningStack(DevStack devStack) {
        this.devStack = devStack;
    }

    private static RunningStack start() {
        try {
            DataFolder.deleteTree(DATA);
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove what the last run left in " + DATA, e);
        }
        return new RunningStack(DevStack.start(Options.defaults(DATA), DevStack.everything()));
    }

    /** An address by its name in {@code status --json}. */
    public String address(String name) {
        return devStack.address(name);
    }

    /** Names of the processes, such as {@code edge-gateway}. */
    public List<String> processes() {
        return devStack.processes();
    }

    public DataFolder data() {
        return devStack.data();
    }

    public long pid(String process) {
        return devStack.pid(process);
    }

    /** {@code kill -9}; the supervisor starts the process again. */
    public void kill(String process) {
        devStack.kill(process);
    }

    public void awaitHealthy(String process, Duration deadline) {
        devStack.awaitHealthy(process, deadline);
    }

    /** The certificate of this holder, as a client presents it to a broker. */
    public SSLContext certificateOf(Holder holder) {
        return devStack.credentials(holder).sslContext();
    }

    public Machine machine(int station) {
        var first = address("stations");
        var port = Integer.parseInt(first.substring(first.lastIndexOf(':') + 1));
        return new Machine(port + station - 1);
    }

    public Simulation simulation() {
        return new Simulation(address("simulator"));
    }

    public FhirApi fhir() {
        return new FhirApi(address("fhir"));
    }

    public RegionDatabase database() {
        return RegionDatabase.at(address("postgres"));
    }

    @Override
    public void close() {
        devStack.close();
    }

    /** Gives the one stack to whoever has a parameter of this type. */
    public static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningStack.class;
        }

        @Override
        public RunningStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .computeIfAbsent(RunningStack.class, first -> start(), RunningStack.class);
        }
    }
}
