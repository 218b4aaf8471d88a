package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** What {@code up} was asked for, written down so that {@code status} and the supervisor plan the very same system. */
public record SavedSystem(Options options, Set<Part> parts) {
    private static final String PORT = "port.";
    private static final String PART = "part.";

    public void write() throws IOException {
        var properties = new Properties();
        properties.setProperty("regions", Integer.toString(options.regions()));
        properties.setProperty("facilities", Integer.toString(options.facilities()));
        properties.setProperty("stations", Integer.toString(options.stations()));
        options.devices().ifPresent(file -> properties.setProperty("devices", file.toString()));
        options.ports().forEach((name, port) -> properties.setProperty(PORT + name, Integer.toString(port)));
        parts.forEach(part -> properties.setProperty(PART + part.name(), ""));
        var text = new StringWriter();
        properties.store(text, null);
        var data = new DataFolder(options.data());
        Files.createDirectories(data.run());
        Files.writeString(data.system(), text.toString());
    }

    /** Empty if nothing runs in this folder. */
    public static Optional<SavedSystem> read(DataFolder data) throws IOException {
        if (!Files.exists(data.system())) {
            return Optional.empty();
        }
        var properties = new Properties();
        properties.load(new StringReader(Files.readString(data.system())));
        var options = Options.defaults(data.root())
                .withRegions(number(properties, "regions"))
                .withFacilities(number(properties, "facilities"))
                .withStations(number(properties, "stations"));
        var devices = properties.getProperty("devices");
        if (devices != null) {
            options = options.withDevices(Path.of(devices));
        }
        var parts = EnumSet.noneOf(Part.class);
        for (var key : properties.stringPropertyNames()) {
            if (key.startsWith(PORT)) {
                options = options.withPort(key.substring(PORT.length()), number(properties, key));
            } else if (key.startsWith(PART)) {
                parts.add(Part.valueOf(key.substring(PART.length())));
            }
        }
        return Optional.of(new SavedSystem(options, parts));
    }

    private static int number(Properties properties, String key) {
        return Integer.parseInt(properties.getProperty(key));
    }
}
