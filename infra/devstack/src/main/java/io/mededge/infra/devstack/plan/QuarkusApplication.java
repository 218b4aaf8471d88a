package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** How each of the three tiers is started: its runner jar, one configuration file, readiness over HTTP. */
record QuarkusApplication(String module, int heapMiB, List<String> flags) {
    /** The processor's AES is behind the second compiler only: without it, sealing the journal takes a third of the gateway's time. */
    static final QuarkusApplication EDGE_GATEWAY = new QuarkusApplication(
            "edge-gateway", 112, List.of("-XX:TieredStopAtLevel=4", "-XX:ReservedCodeCacheSize=64m"));

    static final QuarkusApplication REGIONAL = new QuarkusApplication("regional", 176, List.of());
    static final QuarkusApplication GLOBAL = new QuarkusApplication("global", 144, List.of());

    ProcessSpec process(Site site, String name, int port, Path configuration, Set<String> needs) {
        return process(site, name, port, configuration, needs, Preparation.NONE);
    }

    ProcessSpec process(
            Site site, String name, int port, Path configuration, Set<String> needs, Preparation preparation) {
        return new ProcessSpec(
                name,
                Stage.APPLICATION,
                StopSignal.TERM,
                needs,
                port,
                command(site.project(), site.data(), name, configuration),
                site.environment(name),
                preparation,
                Probe.http(port, "/q/health/ready"),
                Duration.ofSeconds(90));
    }

    List<String> command(Project project, DataFolder data, String name, Path configuration) {
        return new JavaCommand(Jdk.running(), data, name, heapMiB)
                .flags(
                        "-XX:MaxDirectMemorySize=48m",
                        "-Xss512k",
                        "-Dsmallrye.config.locations="
                                + configuration.toAbsolutePath().toUri())
                .flags(flags.toArray(String[]::new))
                .jar(project.quarkusRunner(module))
                .words();
    }

    List<String> obstacles(Project project) {
        return Files.exists(project.quarkusRunner(module))
                ? List.of()
                : List.of(module + " is not built: " + module
                        + "/target/quarkus-app/quarkus-run.jar is missing; build the project");
    }
}
