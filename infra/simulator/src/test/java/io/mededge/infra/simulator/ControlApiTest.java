package io.mededge.infra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.ModbusSlaveException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.mededge.infra.simulator.machine.Mode;
import io.mededge.infra.simulator.machine.Scenario;
import io.mededge.infra.simulator.machine.Station;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Facility facility;
    private static ControlApi api;
    private static String treating;
    private static String idle;

    private record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }
    }

    @BeforeAll
    static void open() throws IOException {
        facility =
                new Facility(new SimulatorConfig(1, 52, "127.0.0.1", 0, 0, null, 1.0, false, false, List.of("A-03")));
        api = new ControlApi(facility, 0);
        treating = firstIn(true);
        idle = firstIn(false);
    }

    @AfterAll
    static void close() {
        api.close();
        facility.close();
    }

    @AfterEach
    void calm() throws Exception {
        for (String what : List.of("scenario", "fault", "registers")) {
            assertThat(ask("DELETE", "/stations/" + treating + "/" + what).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void listsAllStations() throws Exception {
        Answer answer = ask("GET", "/stations");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(52);
        JsonNode first = answer.body().get(0);
        assertThat(first.path("id").asText()).isEqualTo("A-01");
        assertThat(first.path("port").asInt()).isEqualTo(facility.portOf("A-01"));
        assertThat(first.path("profile").asText()).isEqualTo("mededge-hd");
        assertThat(first.path("scenario").isNull()).isTrue();
        assertThat(first.path("fault").isNull()).isTrue();
        assertThat(answer.body().get(2).path("profile").asText()).isEqualTo("legacy-hd");
        assertThat(answer.body().findValuesAsText("mode")).contains("TX").hasSize(52);
    }

    @Test
    void aScenarioStartsAndEnds() throws Exception {
        Answer started = ask("POST", "/stations/" + treating + "/scenario?name=needle-out&grade=4&seconds=600");

        assertThat(started.status()).isEqualTo(200);
        assertThat(started.body().path("scenario").path("name").asText()).isEqualTo("needle-out");
        assertThat(started.body().path("scenario").path("grade").asInt()).isEqualTo(4);
        assertThat(started.body().path("scenario").path("remainingSeconds").asInt())
                .isBetween(595, 600);
        Station station = facility.station(treating).orElseThrow().station();
        assertThat(station.scenario()).map(Station.ScenarioStatus::scenario).contains(Scenario.NEEDLE_OUT);

        Answer ended = ask("DELETE", "/stations/" + treating + "/scenario");
        assertThat(ended.body().path("scenario").isNull()).isTrue();
    }

    @Test
    void aScenarioNeedsATreatment() throws Exception {
        Answer refused = ask("POST", "/stations/" + idle + "/scenario?name=air");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error()).contains("no treatment running");
    }

    @Test
    void aFaultIsFeltOnTheWireAtOnce() throws Exception {
        assertThat(ask("POST", "/stations/" + treating + "/fault?name=busy&seconds=60")
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET", "/stations/" + treating)
                        .body()
                        .path("fault")
                        .path("name")
                        .asText())
                .isEqualTo("busy");
        try (Modbus modbus = new Modbus(treating)) {
            assertThat(modbus.exceptionOnRead(1)).isEqualTo(6);
            ask("POST", "/stations/" + treating + "/fault?name=switched-off&unit=2&seconds=60");
            assertThat(modbus.exceptionOnRead(2)).isEqualTo(11);
            assertThat(modbus.read(1, 0)).isEqualTo(2);
        }
    }

    @Test
    void aPinnedRegisterIsReadAsPinnedUntilDeleted() throws Exception {
        try (Modbus modbus = new Modbus(treating)) {
            ask("POST", "/stations/" + treating + "/registers?area=input&address=3&value=2873&seconds=60");
            ask("POST", "/stations/" + treating + "/registers?area=input&address=4&value=-1500");
            ask("POST", "/stations/" + treating + "/registers?area=input&address=1&value=88&unit=2");
            assertThat(modbus.read(1, 3)).isEqualTo(2873);
            assertThat((short) modbus.read(1, 4)).isEqualTo((short) -1500);
            assertThat(modbus.read(2, 1)).isEqualTo(88);
            assertThat(ask("GET", "/stations/" + treating)
                            .body()
                            .path("pinnedRegisters")
                            .asInt())
                    .isEqualTo(3);

            ask("DELETE", "/stations/" + treating + "/registers");
            assertThat(modbus.read(2, 1)).isNotEqualTo(88);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | / | 404 | start at /stations",
                "GET | /stations/Z-99 | 404 | There is no station 'Z-99'.",
                "POST | /stations/Z-99/fault?name=hang | 404 | no station",
                "POST | /stations/A-01/weather | 404 | no 'weather'",
                "GET | /stations/A-01/fault/x | 404 | There is no /stations/A-01/fault/x",
                "POST | /stations | 405 | Only GET",
                "GET | /stations/A-01/fault | 405 | Only POST and DELETE",
                "POST | /stations/A-01/fault | 400 | 'name' is missing",
                "POST | /stations/A-01/fault?name=gremlin | 400 | known are slow, garbled, half-open, hang, disconnect",
                "POST | /stations/A-01/fault?name=hang&seconds=0 | 400 | 'seconds' must be a whole number from 1 to 86400, not '0'.",
                "POST | /stations/A-01/fault?name=busy&unit=3 | 400 | 'unit' must be",
                "POST | /stations/A-01/scenario?name=boredom | 400 | known are hypotension, clotting, needle-out",
                "POST | /stations/A-01/scenario?name=air&grade=6 | 400 | 'grade' must be a whole number from 1 to 5",
                "POST | /stations/A-01/scenario?name=air&seconds=x | 400 | not 'x'",
                "POST | /stations/A-01/registers?area=attic&address=1&value=1 | 400 | known are input, holding, discrete, coil",
                "POST | /stations/A-01/registers?area=input&address=24&value=1 | 400 | no input cell at address 24",
                "POST | /stations/A-01/registers?area=input&address=3&value=65536 | 400 | 'value' must be",
                "POST | /stations/A-01/registers?area=discrete&address=3&value=2 | 400 | from 0 to 1",
                "POST | /stations/A-01/registers?area=input&value=2 | 400 | 'address' is missing"
            })
    void badRequestsGetAClearError(String method, String path, int status, String message) throws Exception {
        Answer answer = ask(method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error()).contains(message);
    }

    private static String firstIn(boolean treatment) {
        return facility.stations().stream()
                .filter(port -> !port.legacy() && port.station().machine().mode() == Mode.TX == treatment)
                .map(port -> port.station().id())
                .findFirst()
                .orElseThrow();
    }

    private static Answer ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    /** An independent Modbus client of one station. */
    static final class Modbus implements AutoCloseable {
        private final ModbusTCPMaster master;

        Modbus(String station) throws Exception {
            this(facility.portOf(station));
        }

        Modbus(int port) throws Exception {
            master = new ModbusTCPMaster("127.0.0.1", port);
            master.setTimeout(5_000);
            master.setRetries(0);
            master.connect();
        }

        int read(int unit, int address) throws ModbusException {
            return master.readInputRegisters(unit, address, 1)[0].getValue();
        }

        int readSetting(int address) throws ModbusException {
            return master.readMultipleRegisters(1, address, 1)[0].getValue();
        }

        void writeSetting(int address, int value) throws ModbusException {
            master.writeSingleRegister(1, address, new SimpleRegister(value));
        }

        int exceptionOnRead(int unit) throws ModbusException {
            try {
                return -read(unit, 0);
            } catch (ModbusSlaveException refused) {
                return refused.getType();
            }
        }

        @Override
        public void close() {
            master.disconnect();
        }
    }
}
