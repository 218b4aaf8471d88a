package io.mededge.infra.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file; each key is optional.
 *
 * @param seed everything that happens follows from it; default 1
 * @param stations 1 to {@link StationIds#MAX_STATIONS}; default 52
 * @param host address the stations listen on; default 127.0.0.1
 * @param firstPort station k listens on {@code firstPort + k}; 0 = any free ports; default 15020
 * @param controlPort control API on loopback; 0 = any free port; default 15000
 * @param data folder for the state that survives a restart; default none
 * @param speed simulated seconds per real second, 0.1 to 1000; default 1
 * @param scenarios {@code auto} = mishaps happen by themselves, rarely; {@code none}; default auto
 * @param faults {@code auto} = the wire misbehaves by itself, rarely; {@code none}; default none
 * @param legacyStations ids of the stations that speak {@code legacy-hd}; default none
 */
record SimulatorConfig(
        long seed,
        int stations,
        String host,
        int firstPort,
        int controlPort,
        @Nullable Path data,
        double speed,
        boolean scenarios,
        boolean faults,
        List<String> legacyStations) {

    private static final Set<String> KEYS = Set.of(
            "seed",
            "stations",
            "host",
            "firstPort",
            "controlPort",
            "data",
            "speed",
            "scenarios",
            "faults",
            "legacyStations");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_FILE_BYTES = 1 << 20;

    SimulatorConfig {
        legacyStations = List.copyOf(legacyStations);
    }

    /** Reads and checks a YAML file. A relative {@code data} folder is relative to the working directory. */
    static SimulatorConfig load(Path file) throws InvalidConfigException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new InvalidConfigException("The configuration " + file + " is larger than 1 MiB.");
            }
            return parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new InvalidConfigException(
                    "The configuration " + file + " cannot be read: " + unreadable.getMessage() + ".");
        }
    }

    static SimulatorConfig parse(String yaml) throws InvalidConfigException {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException notYaml) {
            throw new InvalidConfigException(
                    "The configuration is no valid YAML: " + firstLine(notYaml.getOriginalMessage()) + ".");
        }
        boolean empty = root == null || root.isMissingNode() || root.isNull();
        if (!empty && !root.isObject()) {
            throw new InvalidConfigException("The configuration must be a mapping of keys to values.");
        }
        JsonNode keys = empty ? MissingNode.getInstance() : root;
        for (Iterator<String> names = keys.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KEYS.contains(name)) {
                throw new InvalidConfigException("The key '" + name + "' is unknown; known are "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        int stations = (int) integer(keys, "stations", 52, 1, StationIds.MAX_STATIONS);
        SimulatorConfig config = new SimulatorConfig(
                integer(keys, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                stations,
                text(keys, "host", "127.0.0.1"),
                (int) integer(keys, "firstPort", 15_020, 0, MAX_PORT),
                (int) integer(keys, "controlPort", 15_000, 0, MAX_PORT),
                keys.hasNonNull("data") ? Path.of(text(keys, "data", "")) : null,
                number(keys, "speed", 1, 0.1, 1000),
                automatic(keys, "scenarios", true),
                automatic(keys, "faults", false),
                legacyStations(keys, stations));
        config.checkPorts();
        return config;
    }

    private void checkPorts() throws InvalidConfigException {
        int lastPort = firstPort + stations - 1;
        if (firstPort > 0 && lastPort > MAX_PORT) {
            throw new InvalidConfigException(
                    "firstPort " + firstPort + " leaves no room for " + stations + " stations.");
        }
        if (firstPort > 0 && controlPort >= firstPort && controlPort <= lastPort) {
            throw new InvalidConfigException("controlPort " + controlPort + " is one of the stations' ports "
                    + firstPort + " to " + lastPort + ".");
        }
    }

    private static long integer(JsonNode keys, String key, long standard, long lowest, long highest)
            throws InvalidConfigException {
        JsonNode value = keys.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return standard;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < lowest
                || value.longValue() > highest) {
            throw new InvalidConfigException(
                    "'" + key + "' must be a whole number from " + lowest + " to " + highest + ", not " + value + ".");
        }
        return value.longValue();
    }

    private static double number(JsonNode keys, String key, double standard, double lowest, double highest)
            throws InvalidConfigException {
        JsonNode value = keys.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return standard;
        }
        if (!value.isNumber() || !(value.doubleValue() >= lowest && value.doubleValue() <= highest)) {
            throw new InvalidConfigException(
                    "'" + key + "' must be a number from " + lowest + " to " + highest + ", not " + value + ".");
        }
        return value.doubleValue();
    }

    private static String text(JsonNode keys, String key, String standard) throws InvalidConfigException {
        JsonNode value = keys.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return standard;
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new InvalidConfigException("'" + key + "' must be a text, not " + value + ".");
        }
        return value.textValue();
    }

    private static boolean automatic(JsonNode keys, String key, boolean standard) throws InvalidConfigException {
        return switch (text(keys, key, standard ? "auto" : "none")) {
            case "auto" -> true;
            case "none" -> false;
            default ->
                throw new InvalidConfigException("'" + key + "' must be auto or none, not " + keys.path(key) + ".");
        };
    }

    private static List<String> legacyStations(JsonNode keys, int stations) throws InvalidConfigException {
        JsonNode value = keys.path("legacyStations");
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw new InvalidConfigException("'legacyStations' must be a list of station ids, not " + value + ".");
        }
        List<String> known = StationIds.first(stations);
        List<String> legacy = new ArrayList<>();
        for (JsonNode id : value) {
            if (!known.contains(id.asText())) {
                throw new InvalidConfigException("'legacyStations' names " + id + ", but the stations are "
                        + known.get(0) + " to " + known.get(known.size() - 1) + ".");
            }
            legacy.add(id.asText());
        }
        return legacy;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unreadable");
    }
}
