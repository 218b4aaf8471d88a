package io.mededge.infra.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the benchmark that call the packaged gateway's own code, each in a process of its own. */
final class GatewayCode {
    private GatewayCode() {}

    /** @param output where its standard output goes; its errors go to ours */
    static Process start(Class<?> program, List<String> arguments, ProcessBuilder.Redirect output) throws IOException {
        var gateway = Path.of(System.getProperty("mededge.project", "."), "edge-gateway", "target", "quarkus-app");
        var classPath = new ArrayList<String>();
        for (var part : List.of("app/*", "lib/main/*", "lib/boot/*")) {
            classPath.add(gateway.resolve(part).toString());
        }
        classPath.add(Path.of(program.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString());
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(File.pathSeparator, classPath),
                program.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
