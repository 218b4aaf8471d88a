package io.mededge.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The recovery command as an operator uses it. */
public final class TestRecovery {
    private TestRecovery() {}

    /** Three shares, of which two are needed. */
    public static List<String> shares(Path data, Path target) {
        var said = run(
                InputStream.nullInputStream(),
                List.of(
                        "shares",
                        "--data",
                        data.toString(),
                        "--backup",
                        target.toString(),
                        "--shares",
                        "3",
                        "--needed",
                        "2"));
        assertThat(said).startsWith("0 ");
        return said.lines().filter(line -> line.startsWith("mededge-share")).toList();
    }

    /** Exit code and what was printed. */
    public static String restore(Path data, Path target, List<String> shares, String... options) {
        var arguments = new ArrayList<>(List.of("restore", "--data", data.toString(), "--backup", target.toString()));
        arguments.addAll(List.of(options));
        return run(new ByteArrayInputStream(String.join("\n", shares).getBytes(StandardCharsets.UTF_8)), arguments);
    }

    private static String run(InputStream in, List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var code = RecoveryCommand.run(arguments, in, new PrintStream(out, true, StandardCharsets.UTF_8));
        return code + " " + out.toString(StandardCharsets.UTF_8);
    }

    public static void delete(Path of) throws IOException {
        if (Files.exists(of)) {
            try (var files = Files.walk(of)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
