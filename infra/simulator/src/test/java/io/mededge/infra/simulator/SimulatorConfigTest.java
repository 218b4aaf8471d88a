package io.mededge.infra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorConfigTest {
    private static final SimulatorConfig DEFAULTS =
            new SimulatorConfig(1, 52, "127.0.0.1", 15_020, 15_000, null, 1.0, true, false, List.of());

    @Test
    void everyKeyHasItsDefault() throws InvalidConfigException {
        assertThat(SimulatorConfig.parse("")).isEqualTo(DEFAULTS);
        assertThat(SimulatorConfig.parse("# nothing but a comment\n")).isEqualTo(DEFAULTS);
        assertThat(SimulatorConfig.parse("{}")).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyIsRead() throws InvalidConfigException {
        String yaml =
                "{seed: -7, stations: 3, host: 127.0.0.2, firstPort: 2000, controlPort: 1999, data: some/folder, speed: 2.5,"
                        + " scenarios: none, faults: auto, legacyStations: [A-02, A-03]}";
        assertThat(SimulatorConfig.parse(yaml))
                .isEqualTo(new SimulatorConfig(
                        -7,
                        3,
                        "127.0.0.2",
                        2000,
                        1999,
                        Path.of("some/folder"),
                        2.5,
                        false,
                        true,
                        List.of("A-02", "A-03")));
    }

    @Test
    void theConfigurationInTheReadmeIsTheDefaultOne() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).isTrue();

        SimulatorConfig shown = SimulatorConfig.parse(block.group(1));
        SimulatorConfig expected = new SimulatorConfig(
                1, 52, "127.0.0.1", 15_020, 15_000, Path.of("data/simulator"), 1.0, true, false, List.of("A-03"));
        assertThat(shown).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sead: 1 | The key 'sead' is unknown",
                "seed: x | 'seed' must be a whole number",
                "stations: 0 | 'stations' must be a whole number from 1 to 200, not 0.",
                "stations: 5.5 | 'stations' must be a whole number",
                "stations: 201 | 'stations' must be",
                "speed: 0 | 'speed' must be a number from 0.1 to 1000.0, not 0.",
                "speed: .nan | no valid YAML: Malformed numeric value '.nan'",
                "firstPort: 65535 | leaves no room for 52 stations",
                "firstPort: -1 | 'firstPort' must be",
                "controlPort: 15030 | is one of the stations' ports 15020 to 15071",
                "host: 5 | 'host' must be a text",
                "scenarios: often | 'scenarios' must be auto or none",
                "faults: true | 'faults' must be a text",
                "legacyStations: A-01 | must be a list of station ids",
                "legacyStations: [A-11] | names \"A-11\", but the stations are A-01 to F-08.",
                "- a | must be a mapping",
                "seed: [ | no valid YAML"
            })
    void aBadValueIsToldInOneSentence(String yaml, String message) {
        assertThatThrownBy(() -> SimulatorConfig.parse(yaml))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n")
                .endsWith(".");
    }

    @Test
    void aMissingFileIsToldByName(@TempDir Path folder) {
        assertThatThrownBy(() -> SimulatorConfig.load(folder.resolve("none.yaml")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("none.yaml cannot be read");
    }

    @Test
    void stationsAreNumberedByZone() {
        List<String> ids = StationIds.first(52);
        assertThat(ids).hasSize(52).doesNotHaveDuplicates();
        assertThat(ids)
                .startsWith("A-01")
                .contains("A-10", "B-01", "C-10", "D-08", "E-06")
                .endsWith("F-08");
        assertThat(ids).doesNotContain("A-11", "D-09", "E-07");
        assertThat(StationIds.first(StationIds.MAX_STATIONS))
                .doesNotHaveDuplicates()
                .contains("G-01");
    }
}
