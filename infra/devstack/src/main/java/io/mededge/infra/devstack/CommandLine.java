package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.PortName;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the words after {@code ./mededge}. */
final class CommandLine {
    private static final String SUPERVISE = "supervise";
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "up",
            Set.of("--detach", "--regions", "--facilities", "--stations", "--devices", "--data", "--port"),
            "status",
            Set.of("--json", "--data"),
            "down",
            Set.of("--data"),
            "gateway",
            Set.of("--config"),
            "simulate",
            Set.of("--config"),
            SUPERVISE,
            Set.of("--data"));
    private static final Set<String> FLAGS = Set.of("--detach", "--json");
    /** Two names for one port, because two things answer on it. */
    private static final Map<String, String> PORT_ALIASES = Map.of("fhir", "regionalPage", "catalog", "globalPage");

    private static final int MAX_NUMBER = Math.max(Options.MAX_REGIONS, Options.MAX_FACILITIES);

    private final Path project;
    private final Map<String, String> environment;
    private final Map<String, String> given = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    private CommandLine(Path project, Map<String, String> environment) {
        this.project = project;
        this.environment = environment;
    }

    /** @param project the folder in which {@code data} is the default data folder */
    static Command parse(List<String> words, Path project, Map<String, String> environment) {
        if (words.isEmpty()) {
            return new Command.Wrong("a command is missing");
        }
        var command = words.get(0);
        if (!OPTIONS.containsKey(command)) {
            return new Command.Wrong("there is no command " + command);
        }
        try {
            var line = new CommandLine(project, environment);
            line.read(command, new ArrayDeque<>(words.subList(1, words.size())));
            return line.command(command);
        } catch (IllegalArgumentException wrong) {
            return new Command.Wrong(String.valueOf(wrong.getMessage()));
        }
    }

    private void read(String command, Deque<String> words) {
        while (!words.isEmpty()) {
            var option = words.pop();
            if (!OPTIONS.getOrDefault(command, Set.of()).contains(option)) {
                throw new IllegalArgumentException(command + " has no option " + option);
            }
            if (FLAGS.contains(option)) {
                given.put(option, "");
            } else if (words.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            } else if (option.equals("--port")) {
                readPort(words.pop());
            } else {
                given.put(option, words.pop());
            }
        }
    }

    private void readPort(String text) {
        var parts = text.split("=", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("--port needs NAME=N, not " + text);
        }
        ports.put(portName(parts[0]), number("--port " + parts[0], parts[1]));
    }

    private static String portName(String text) {
        var dash = text.indexOf('-');
        var label = dash < 0 ? text : text.substring(0, dash);
        var known = PORT_ALIASES.getOrDefault(label, label) + (dash < 0 ? "" : text.substring(dash));
        for (var name : PortName.values()) {
            for (int number = 1; number <= MAX_NUMBER; number++) {
                if (name.label(number).equals(known)) {
                    return known;
                }
            }
        }
        throw new IllegalArgumentException("there is no port " + text);
    }

    private Command command(String name) {
        return switch (name) {
            case "up" -> new Command.Up(options(), given.containsKey("--detach"));
            case "status" -> new Command.Status(data(), given.containsKey("--json"));
            case "down" -> new Command.Down(data());
            case "gateway" -> new Command.Gateway(config());
            case "simulate" -> new Command.Simulate(config());
            default -> new Command.Supervise(data());
        };
    }

    private Options options() {
        int regions = count("--regions").orElse(1);
        var options = Options.defaults(data())
                .withRegions(regions)
                .withFacilities(count("--facilities").orElse(regions))
                .withStations(count("--stations").orElse(Options.MAX_STATIONS));
        if (given.containsKey("--devices")) {
            options = options.withDevices(Path.of(given.get("--devices")));
        }
        for (var port : PortName.values()) {
            for (int number = 1; number <= MAX_NUMBER; number++) {
                var variable = port.environmentVariable(number);
                var value = environment.get(variable);
                if (value != null) {
                    options = options.withPort(port.label(number), number(variable, value));
                }
            }
        }
        for (var port : ports.entrySet()) {
            options = options.withPort(port.getKey(), port.getValue());
        }
        return options;
    }

    private Path data() {
        return given.containsKey("--data") ? Path.of(given.get("--data")) : project.resolve("data");
    }

    private Path config() {
        if (!given.containsKey("--config")) {
            throw new IllegalArgumentException("--config FILE is missing");
        }
        return Path.of(given.get("--config"));
    }

    private Optional<Integer> count(String option) {
        return Optional.ofNullable(given.get(option)).map(text -> number(option, text));
    }

    private static int number(String what, String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(what + " needs a number, not " + text);
        }
        return Integer.parseInt(text);
    }
}
