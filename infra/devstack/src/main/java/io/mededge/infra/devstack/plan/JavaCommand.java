package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.process.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a small JVM: serial collector, first compiler only, nothing written outside the data folder. */
final class JavaCommand {
    private final List<String> words = new ArrayList<>();

    JavaCommand(Path javaHome, DataFolder data, String process, int heapMiB) {
        words.add(javaHome.resolve("bin/java").toString());
        words.add("-Xmx" + heapMiB + "m");
        flags(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData", // or it keeps a file in /tmp
                "-XX:ErrorFile=" + data.logs().resolve(process + "-crash.log"),
                "-Djava.io.tmpdir=" + data.temporary(process));
    }

    JavaCommand flags(String... flags) {
        words.addAll(List.of(flags));
        return this;
    }

    JavaCommand main(List<String> classPath, String main, String... arguments) {
        words.add("-cp");
        words.add(String.join(":", classPath));
        words.add(main);
        words.addAll(List.of(arguments));
        return this;
    }

    JavaCommand jar(Path jar) {
        words.add("-jar");
        words.add(jar.toString());
        return this;
    }

    List<String> words() {
        return List.copyOf(words);
    }
}
