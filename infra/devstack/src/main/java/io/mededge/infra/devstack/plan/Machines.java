package io.mededge.infra.devstack.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mededge.infra.devstack.pki.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The machines of a gateway, as the end of its configuration file.
 *
 * @param speakMqtt ids of those that come to the facility's broker by themselves
 * @param yaml the entries {@code profile-files} and {@code devices} below {@code gateway}
 * @param problem one sentence if the devices file cannot be used, otherwise empty
 */
record Machines(String yaml, List<String> speakMqtt, String problem) {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final String MQTT = "mqtt:";
    /** Stations of the zones A to F; together {@link Options#MAX_STATIONS}. */
    private static final int[] ZONE_SIZES = {10, 10, 10, 8, 6, 8};

    static Machines of(Site site, int facility) {
        return site.options().devices().map(Machines::named).orElseGet(() -> simulated(site, facility));
    }

    List<String> obstacles(List<String> others) {
        var all = new ArrayList<>(others);
        if (!problem.isEmpty()) {
            all.add(problem);
        }
        return List.copyOf(all);
    }

    private static Machines simulated(Site site, int facility) {
        var yaml = new StringBuilder("  profile-files: []\n  devices:\n");
        int firstPort = site.port(PortName.STATIONS, facility);
        for (int station = 0; station < site.options().stations(); station++) {
            var name = stationName(station);
            var common = "station: %s, zone: %s, address: \"%s:%d\""
                    .formatted(name, name.substring(0, 1), Site.HOST, firstPort + station);
            var serial = "SIM-%04d".formatted(100 * facility + station + 1 - 100);
            yaml.append("    - {id: %s-hd, %s, profile: mededge-hd, unit: 1, poll: 500ms, serial: %s}%n"
                    .formatted(name, common, serial));
            yaml.append("    - {id: %s-nibp, %s, profile: mededge-nibp, unit: 2, poll: 5s, serial: %s-M}%n"
                    .formatted(name, common, serial));
        }
        // a terminal for what is measured by hand; nobody simulates the hand, so it is silent until somebody publishes
        // for it
        var terminal = "vitals-" + facility;
        yaml.append(
                "    - {id: %s, station: A-01, zone: A, address: \"%s\", profile: mededge-vitals, poll: 1h, serial: SIM-V-%d}%n"
                        .formatted(terminal, MQTT, facility));
        return new Machines(yaml.toString(), List.of(terminal), "");
    }

    /** Counted from 0: {@code A-01} to {@code F-08}. */
    static String stationName(int station) {
        int inZone = station;
        int zone = 0;
        while (inZone >= ZONE_SIZES[zone]) {
            inZone -= ZONE_SIZES[zone++];
        }
        return String.format(Locale.ROOT, "%c-%02d", 'A' + zone, inZone + 1);
    }

    private static Machines named(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                return unusable(file, "is larger than " + MAX_FILE_BYTES + " bytes");
            }
            var root = new YAMLMapper().readTree(Files.readString(file));
            var devices = root.path("devices");
            if (!devices.isArray() || devices.isEmpty()) {
                return unusable(file, "has no list `devices`");
            }
            return new Machines(indented(file, root.path("profile-files"), devices), speakMqtt(devices), "");
        } catch (JsonProcessingException noYaml) {
            return unusable(file, "is no YAML: " + noYaml.getOriginalMessage());
        } catch (IOException unreadable) {
            return unusable(file, "cannot be read");
        }
    }

    private static List<String> speakMqtt(JsonNode devices) {
        var ids = new ArrayList<String>();
        for (var device : devices) {
            var id = device.path("id").asText();
            // what is no id is refused by the gateway, with a better sentence
            if (device.path("address").asText().equals(MQTT) && id.matches(Holder.PLAIN)) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    private static Machines unusable(Path file, String why) {
        return new Machines("", List.of(), "the devices file " + file + " " + why);
    }

    /** Paths of profile files count from the devices file's folder. */
    private static String indented(Path file, JsonNode profileFiles, JsonNode devices) throws JsonProcessingException {
        var gateway = JsonNodeFactory.instance.objectNode();
        var profiles = gateway.putArray("profile-files");
        for (var profile : profileFiles) {
            profiles.add(file.resolveSibling(profile.asText()).normalize().toString());
        }
        gateway.set("devices", devices);
        var yaml = new YAMLMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
        return yaml.writeValueAsString(gateway).indent(2);
    }
}
