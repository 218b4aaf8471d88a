package io.mededge.edge.monitor;

import io.mededge.edge.profile.Devices;
import io.mededge.edge.staff.TestStaff;
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

/** The gateway with the painted facility in place of machines, and a data folder that is new each time, with the staff of {@link TestStaff}. */
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
            TestStaff.plant(data);
            return Map.of("gateway.data", data.toString());
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
    }

    /** For tests of other features: the board then has the painted facility's stations. */
    public static void stationsAt(Board board) {
        new PaintedFacility().registerAt(board);
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
