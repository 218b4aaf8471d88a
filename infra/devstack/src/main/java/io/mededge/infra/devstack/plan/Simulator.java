package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The digital facility. */
final class Simulator {
    private static final String MODULE = "infra/simulator";

    private Simulator() {}

    static Component component(Site site, int facility) {
        var name = Part.SIMULATOR.processName(facility);
        var file = site.configuration(name + ".yaml");
        var firstPort = site.port(PortName.STATIONS, facility);
        var spec = new ProcessSpec(
                name,
                Stage.APPLICATION,
                StopSignal.TERM,
                Set.of(),
                site.port(PortName.SIMULATOR, facility),
                command(site.project(), site.data(), name, file),
                site.environment(name),
                Preparation.NONE,
                Probe.modbus(firstPort),
                Duration.ofSeconds(60));
        var stations = site.options().stations();
        var yaml = """
                seed: %d
                stations: %d
                firstPort: %d
                controlPort: %d
                data: "%s"
                speed: 1.0
                """.formatted(
                        facility, stations, firstPort, spec.port(), site.data().of(name));
        return new Component(
                spec,
                List.of(
                        PortUse.of(site, PortName.SIMULATOR, facility, 1),
                        PortUse.of(site, PortName.STATIONS, facility, stations)),
                Map.of(file, yaml),
                List.of(),
                Map.of(
                        PortName.SIMULATOR.label(facility),
                        "http://" + site.endpoint(PortName.SIMULATOR, facility),
                        PortName.STATIONS.label(facility),
                        site.endpoint(PortName.STATIONS, facility)),
                obstacles(site.project()));
    }

    static List<String> command(Project project, DataFolder data, String name, Path file) {
        return new JavaCommand(Jdk.running(), data, name, 64)
                .main(
                        JavaModule.classPath(project, MODULE),
                        "io.mededge.infra.simulator.Simulator",
                        "--config",
                        file.toString())
                .words();
    }

    static List<String> obstacles(Project project) {
        return JavaModule.obstacles(project, MODULE);
    }
}
