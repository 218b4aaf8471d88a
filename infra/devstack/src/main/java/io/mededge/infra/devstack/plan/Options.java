package io.mededge.infra.devstack.plan;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The size and place of a system.
 *
 * @param regions 1 to 9
 * @param facilities 1 to 9; facility n belongs to region ((n − 1) mod regions) + 1
 * @param stations simulated stations of each facility, 1 to 52
 * @param devices a YAML file naming real machines; then nothing is simulated
 * @param data where everything is kept
 * @param ports chosen ports by {@link PortName#label}; the others have their defaults
 */
public record Options(
        int regions, int facilities, int stations, Optional<Path> devices, Path data, Map<String, Integer> ports) {
    public static final int MAX_REGIONS = 9;
    public static final int MAX_FACILITIES = 9;
    public static final int MAX_STATIONS = 52;
    private static final int MAX_PORT = 65535;

    public Options {
        require("regions", regions, MAX_REGIONS);
        require("facilities", facilities, MAX_FACILITIES);
        require("stations", stations, MAX_STATIONS);
        if (devices.isPresent() && facilities > 1) {
            throw new IllegalArgumentException("a devices file describes one facility, not " + facilities);
        }
        ports.forEach((name, port) -> require("port " + name, port, MAX_PORT));
        devices = devices.map(Path::toAbsolutePath);
        data = data.toAbsolutePath().normalize();
        ports = Map.copyOf(ports);
    }

    /** One region, one facility of 52 stations, the ports of the documentation. */
    public static Options defaults(Path data) {
        return new Options(1, 1, MAX_STATIONS, Optional.empty(), data, Map.of());
    }

    public Options withRegions(int number) {
        return new Options(number, facilities, stations, devices, data, ports);
    }

    public Options withFacilities(int number) {
        return new Options(regions, number, stations, devices, data, ports);
    }

    public Options withStations(int number) {
        return new Options(regions, facilities, number, devices, data, ports);
    }

    public Options withDevices(Path file) {
        return new Options(regions, facilities, stations, Optional.of(file), data, ports);
    }

    public Options withPort(String name, int port) {
        var more = new TreeMap<>(ports);
        more.put(name, port);
        return new Options(regions, facilities, stations, devices, data, more);
    }

    int port(PortName name, int number) {
        return ports.getOrDefault(name.label(number), name.defaultPort(number));
    }

    private static void require(String what, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(what + " must be between 1 and " + max + ", not " + value);
        }
    }
}
