package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.process.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One program of ours to be run by itself, on a configuration file that somebody wrote.
 *
 * @param temporary must exist before it is started
 */
public record LoneProgram(List<String> command, Path temporary, List<String> obstacles) {
    public static LoneProgram gateway(Project project, DataFolder data, Path configuration) {
        var application = QuarkusApplication.EDGE_GATEWAY;
        var name = application.module();
        return new LoneProgram(
                application.command(project, data, name, configuration),
                data.temporary(name),
                obstacles(configuration, application.obstacles(project)));
    }

    public static LoneProgram simulator(Project project, DataFolder data, Path configuration) {
        var name = "simulator";
        return new LoneProgram(
                Simulator.command(project, data, name, configuration),
                data.temporary(name),
                obstacles(configuration, Simulator.obstacles(project)));
    }

    private static List<String> obstacles(Path configuration, List<String> others) {
        var unreadable = Stream.of(configuration)
                .filter(file -> !Files.isReadable(file))
                .map(file -> "the configuration file " + file + " cannot be read");
        return Stream.concat(unreadable, others.stream()).toList();
    }
}
