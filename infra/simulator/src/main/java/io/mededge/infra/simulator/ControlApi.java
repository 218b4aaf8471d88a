package io.mededge.infra.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mededge.infra.simulator.machine.Scenario;
import io.mededge.infra.simulator.modbus.Table;
import io.mededge.infra.simulator.modbus.WireFault;
import io.mededge.infra.simulator.modbus.WireFaults;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP interface, on loopback only, by which tests and people make things happen at a station. README.md has examples. */
final class ControlApi implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_BODY_BYTES = 8_192;
    private static final int MAX_ADDRESS = 65_535;
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Answer(int status, Object body) {}

    private final Facility facility;
    private final HttpServer server;
    private final ExecutorService executor;

    /** @throws IOException if the port is taken */
    ControlApi(Facility facility, int port) throws IOException {
        this.facility = facility;
        server = bind(port);
        executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "control");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException taken) {
            BindException named = new BindException("control port " + port + " cannot be used: " + taken.getMessage());
            named.initCause(taken);
            throw named;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
            Answer answer;
            try {
                answer = route(exchange);
            } catch (InvalidRequestException invalid) {
                answer = new Answer(invalid.status(), Map.of("error", String.valueOf(invalid.getMessage())));
            }
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer route(HttpExchange exchange) throws InvalidRequestException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        String[] parts = path.split("/", -1);
        if (parts.length < 2 || parts.length > 4 || !parts[1].equals("stations")) {
            throw new InvalidRequestException(404, "There is no " + path + "; start at /stations.");
        }
        if (parts.length == 2) {
            demand(method, "GET");
            return new Answer(200, facility.stations().stream().map(this::view).toList());
        }
        StationPort station = facility.station(parts[2])
                .orElseThrow(() -> new InvalidRequestException(404, "There is no station '" + parts[2] + "'."));
        if (parts.length == 3) {
            demand(method, "GET");
            return new Answer(200, view(station));
        }
        demand(method, "POST", "DELETE");
        Query query = Query.parse(exchange.getRequestURI().getRawQuery());
        boolean post = method.equals("POST");
        switch (parts[3]) {
            case "scenario" -> changeScenario(station, query, post);
            case "fault" -> changeFault(station, query, post);
            case "registers" -> changePins(station, query, post);
            default ->
                throw new InvalidRequestException(
                        404, "A station has scenario, fault and registers, but no '" + parts[3] + "'.");
        }
        return new Answer(200, view(station));
    }

    private void changeScenario(StationPort station, Query query, boolean start) throws InvalidRequestException {
        station.station().advanceTo(facility.clock().millis());
        if (!start) {
            station.station().endScenario();
            return;
        }
        String name = query.text("name");
        Scenario scenario = Scenario.labelled(name)
                .orElseThrow(() -> unknown(
                        "scenario",
                        name,
                        Arrays.stream(Scenario.values()).map(Scenario::label).toList()));
        int grade = query.integer("grade", 3, Scenario.LOWEST_GRADE, Scenario.HIGHEST_GRADE);
        int seconds = query.integer("seconds", 600, 1, MAX_SECONDS);
        if (!station.station().start(scenario, grade, seconds)) {
            throw new InvalidRequestException(
                    409,
                    "Station " + station.station().id()
                            + " has no treatment running, so nothing can go wrong with it.");
        }
    }

    private void changeFault(StationPort station, Query query, boolean start) throws InvalidRequestException {
        if (start) {
            String name = query.text("name");
            WireFault fault = WireFault.labelled(name)
                    .orElseThrow(() -> unknown(
                            "fault",
                            name,
                            Arrays.stream(WireFault.values())
                                    .map(WireFault::label)
                                    .toList()));
            int unit = query.integer("unit", WireFaults.ALL_UNITS, StationPort.MACHINE_UNIT, StationPort.MONITOR_UNIT);
            Duration duration = Duration.ofSeconds(query.integer("seconds", 30, 1, MAX_SECONDS));
            station.faults().inject(fault, unit, duration);
        } else {
            station.faults().clear();
        }
        facility.faultsChanged();
    }

    private void changePins(StationPort station, Query query, boolean pin) throws InvalidRequestException {
        if (!pin) {
            station.unpinAll();
            return;
        }
        String area = query.text("area");
        Table table = switch (area) {
            case "input" -> Table.INPUT_REGISTER;
            case "holding" -> Table.HOLDING_REGISTER;
            case "discrete" -> Table.DISCRETE_INPUT;
            case "coil" -> Table.COIL;
            default -> throw unknown("area", area, List.of("input", "holding", "discrete", "coil"));
        };
        int unit = query.integer("unit", StationPort.MACHINE_UNIT, StationPort.MACHINE_UNIT, StationPort.MONITOR_UNIT);
        int address = query.integer("address", 0, MAX_ADDRESS);
        int value = table.isBits() ? query.integer("value", 0, 1) : query.integer("value", Short.MIN_VALUE, 0xFFFF);
        Duration duration = Duration.ofSeconds(query.integer("seconds", 60, 1, MAX_SECONDS));
        PinnedUnit pinned = unit == StationPort.MACHINE_UNIT ? station.machine() : station.monitor();
        if (!pinned.pin(table, address, value & 0xFFFF, duration)) {
            throw new InvalidRequestException(
                    400,
                    "Unit " + unit + " has no " + area + " cell at address " + address + ", or too many are pinned.");
        }
    }

    private StationView view(StationPort port) {
        port.station().advanceTo(facility.clock().millis());
        return StationView.of(port, facility.portOf(port.station().id()));
    }

    private static void demand(String method, String... allowed) throws InvalidRequestException {
        if (!List.of(allowed).contains(method)) {
            throw new InvalidRequestException(405, "Only " + String.join(" and ", allowed) + " can be used here.");
        }
    }

    private static InvalidRequestException unknown(String what, String name, List<String> known) {
        String list = String.join(", ", known);
        return new InvalidRequestException(
                400, String.format(Locale.ROOT, "There is no %s '%s'; known are %s.", what, name, list));
    }
}
