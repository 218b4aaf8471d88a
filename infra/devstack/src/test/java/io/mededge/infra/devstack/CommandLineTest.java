package io.mededge.infra.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.plan.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final Path PROJECT = Path.of("/project");
    private static final Options DEFAULTS = Options.defaults(PROJECT.resolve("data"));

    @Test
    void upHasDefaults() {
        assertThat(parse("up")).isEqualTo(new Command.Up(DEFAULTS, false));
    }

    @Test
    void upTakesItsOptions() {
        var expected = Options.defaults(Path.of("/d"))
                .withRegions(2)
                .withFacilities(3)
                .withStations(4)
                .withPort("postgres", 5)
                .withPort("kafkaRegional-2", 6);

        assertThat(
                        parse(
                                "up --detach --regions 2 --facilities 3 --stations 4 --data /d --port postgres=5 --port kafkaRegional-2=6"))
                .isEqualTo(new Command.Up(expected, true));
    }

    @Test
    void eachRegionHasAFacilityUnlessSaidOtherwise() {
        assertThat(parse("up --regions 3"))
                .isEqualTo(new Command.Up(DEFAULTS.withRegions(3).withFacilities(3), false));
    }

    @Test
    void devicesAreFoundFromHere() {
        assertThat(parse("up --devices my.yaml"))
                .isEqualTo(
                        new Command.Up(DEFAULTS.withDevices(Path.of("my.yaml").toAbsolutePath()), false));
    }

    @Test
    void aPortHasTwoNamesWhereTwoThingsAnswer() {
        assertThat(parse("up --port fhir=7 --port catalog=8"))
                .isEqualTo(new Command.Up(DEFAULTS.withPort("regionalPage", 7).withPort("globalPage", 8), false));
    }

    @Test
    void theEnvironmentNamesPortsAndAnOptionWins() {
        var environment = Map.of("MEDEDGE_PORT_KAFKA_REGIONAL_2", "7", "MEDEDGE_PORT_POSTGRES", "8");

        assertThat(CommandLine.parse(List.of("up", "--port", "postgres=9"), PROJECT, environment))
                .isEqualTo(
                        new Command.Up(DEFAULTS.withPort("kafkaRegional-2", 7).withPort("postgres", 9), false));
    }

    @Test
    void theOtherCommands() {
        assertThat(parse("status --json --data /d")).isEqualTo(new Command.Status(Path.of("/d"), true));
        assertThat(parse("down")).isEqualTo(new Command.Down(PROJECT.resolve("data")));
        assertThat(parse("gateway --config g.yaml")).isEqualTo(new Command.Gateway(Path.of("g.yaml")));
        assertThat(parse("simulate --config s.yaml")).isEqualTo(new Command.Simulate(Path.of("s.yaml")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                            | a command is missing",
                "dance                         | there is no command dance",
                "up --fast                     | up has no option --fast",
                "up now                        | up has no option now",
                "up --json                     | up has no option --json",
                "down --detach                 | down has no option --detach",
                "up --regions                  | --regions needs a value",
                "up --regions two              | --regions needs a number, not two",
                "up --regions -1               | --regions needs a number, not -1",
                "up --regions 0                | regions must be between 1 and 9, not 0",
                "up --regions 10               | regions must be between 1 and 9, not 10",
                "up --facilities 10            | facilities must be between 1 and 9, not 10",
                "up --stations 53              | stations must be between 1 and 52, not 53",
                "up --devices f --facilities 2 | a devices file describes one facility, not 2",
                "up --port postgres            | --port needs NAME=N, not postgres",
                "up --port mainframe=1         | there is no port mainframe",
                "up --port postgres-10=1       | there is no port postgres-10",
                "up --port postgres=x          | --port postgres needs a number, not x",
                "up --port postgres=70000      | port postgres must be between 1 and 65535, not 70000",
                "gateway                       | --config FILE is missing",
            })
    void saysWhatIsWrong(String words, String reason) {
        assertThat(parse(words)).isEqualTo(new Command.Wrong(reason));
    }

    private static Command parse(String words) {
        return CommandLine.parse(words.isEmpty() ? List.of() : List.of(words.split(" ")), PROJECT, Map.of());
    }
}
