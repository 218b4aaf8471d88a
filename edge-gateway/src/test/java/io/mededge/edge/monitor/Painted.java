package io.mededge.edge.monitor;

import io.mededge.edge.profile.Devices;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The gateway with the painted facility in place of machines, and a data folder that is new each time. */
public class Painted implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(PaintedDevices.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            var parent = Files.createDirectories(Path.of("target", "test-data"));
            var data = Files.createTempDirectory(parent, "painted-");
            return Map.of("gateway.data", data.toString());
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
    }

    @Alternative
    @Singleton
    public static class PaintedDevices {
        @Produces
        @Singleton
        @Alternative
        Devices devices() {
            return new Devices(new PaintedFacility().devices());
        }
    }
}
