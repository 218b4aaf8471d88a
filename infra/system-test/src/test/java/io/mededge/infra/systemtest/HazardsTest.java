package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mededge.infra.systemtest.rules.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/safety/hazards.yaml and the tests marked with {@code @Hazard} belong together: neither names what the other does not have. */
class HazardsTest {
    private static final Path PROJECT = Project.ROOT;
    private static final Pattern MARK = Pattern.compile("@Hazard\\(([^)]*)\\)");
    private static final Pattern ID = Pattern.compile("H-\\d{3}");
    private static final List<String> FIELDS =
            List.of("id", "hazard", "cause", "sequence", "severity", "controls", "tests", "residual");

    @Test
    void everyHazardIsDescribedInFull() throws IOException {
        for (var hazard : hazards()) {
            assertThat(FIELDS)
                    .allSatisfy(field -> assertThat(hazard.has(field))
                            .as(hazard.path("id").asText() + " has " + field)
                            .isTrue());
            assertThat(hazard.get("severity").asText()).isIn("negligible", "minor", "serious", "critical");
        }
    }

    @Test
    void everyHazardWithControlsHasATestAndEveryMarkNamesAHazard() throws IOException {
        var known = new TreeSet<String>();
        var controlled = new TreeSet<String>();
        for (var hazard : hazards()) {
            var id = hazard.get("id").asText();
            assertThat(known.add(id)).as(id + " is listed once").isTrue();
            if (!hazard.get("controls").isEmpty()) {
                controlled.add(id);
            }
        }
        var marked = marks();
        assertThat(marked).as("hazards named by tests").isSubsetOf(known);
        assertThat(controlled).as("hazards with controls").isSubsetOf(marked);
    }

    private static List<JsonNode> hazards() throws IOException {
        var list = new ArrayList<JsonNode>();
        new YAMLMapper()
                .readTree(PROJECT.resolve("docs/safety/hazards.yaml").toFile())
                .forEach(list::add);
        assertThat(list).isNotEmpty();
        return list;
    }

    private static Set<String> marks() throws IOException {
        try (var files = Files.walk(PROJECT)) {
            return files.filter(file -> file.toString().contains("/src/test/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("HazardsTest.java"))
                    .flatMap(file -> MARK.matcher(read(file)).results())
                    .flatMap(mark -> ID.matcher(mark.group(1)).results())
                    .map(id -> id.group())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
