package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LintCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path bad;

    @BeforeEach
    void write() throws Exception {
        bad = folder.resolve("bad.yaml");
        Files.writeString(bad, ProfileLinterTest.resource("/lint/demonstration-hd.yaml"));
    }

    @Test
    void findingsArePrintedWithLineReasonAndRemedy() {
        assertThat(run("lint", bad.toString())).isEqualTo(1);

        assertThat(text(out))
                .contains(bad + ":24: points arterial-pressure: 75992-9 is no LOINC code: its check digit would be 8"
                        + " [error loinc-check-digit]\n    why: The last digit of a LOINC code")
                .contains("    do:  Look the code up at the source")
                .endsWith(bad + ": errors: 17, warnings: 1\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void programsReadJson() throws Exception {
        assertThat(run("lint", bad.toString(), "--json")).isEqualTo(1);

        var json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.get("errors").asInt()).isEqualTo(17);
        assertThat(json.get("warnings").asInt()).isEqualTo(1);
        assertThat(json.get("findings")).hasSize(18);
        assertThat(json.at("/findings/0/rule").asText()).isEqualTo("snomed-check-digit");
        assertThat(json.at("/findings/0/line").asInt()).isEqualTo(6);
        assertThat(json.at("/findings/0/why").asText()).isNotEmpty();
    }

    @Test
    void aCleanFileIsZeroAndAMissingOneAFinding() throws Exception {
        var clean = folder.resolve("clean.yaml");
        try (var shipped = LintCommand.class.getResourceAsStream("/profiles/mededge-hd.yaml")) {
            Files.copy(java.util.Objects.requireNonNull(shipped), clean);
        }
        assertThat(run("lint", clean.toString())).isZero();
        assertThat(text(out)).isEqualTo(clean + ": clean\n");

        assertThat(run("lint", folder.resolve("none.yaml").toString())).isEqualTo(1);
        assertThat(text(out)).contains("none.yaml: cannot be read").contains("[error unreadable]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lint", "check file", "lint a b", "lint --fast", "lint a --fast"})
    void wrongUsageIsTwo(String words) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(text(err)).contains("usage: ./mededge profile lint FILE [--json]");
        assertThat(text(out)).isEmpty();
    }

    private int run(String... arguments) {
        return LintCommand.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
