package io.mededge.edge.profile;

import io.mededge.model.id.DeviceId;
import io.mededge.model.outbound.DeviceDescription;
import java.time.Duration;

/**
 * A machine of this facility, as the configuration names it.
 *
 * @param station for example {@code A-01}; empty when it has no fixed place
 * @param unit Modbus unit identifier, 0 to 255
 * @param poll distance of two polls
 * @param timeout how long the machine may take to answer one request
 */
public record Device(
        DeviceId id,
        String station,
        String zone,
        DeviceProfile profile,
        Address address,
        int unit,
        Duration poll,
        Duration timeout,
        String serial,
        String firmware) {

    /** Where Modbus TCP is spoken. Several units may share one. */
    public record Address(String host, int port) {
        /** The port that IANA has registered for Modbus. */
        public static final int DEFAULT_PORT = 502;

        /** @throws IllegalArgumentException if the host is empty or the port is none */
        public Address {
            if (host.isBlank()) {
                throw new IllegalArgumentException("an address needs a host");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
            }
        }

        /** Reads {@code host}, {@code host:port} or {@code [ipv6]:port}. @throws IllegalArgumentException if it is none of them */
        public static Address parse(String text) {
            var colon = text.lastIndexOf(':');
            var bracket = text.lastIndexOf(']');
            if (colon <= bracket) {
                return new Address(withoutBrackets(text), DEFAULT_PORT);
            }
            try {
                return new Address(
                        withoutBrackets(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("'" + text + "' has no number after the colon", notANumber);
            }
        }

        private static String withoutBrackets(String host) {
            return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The same device with another profile. */
    Device with(DeviceProfile other) {
        return new Device(id, station, zone, other, address, unit, poll, timeout, serial, firmware);
    }

    /** What the region learns about it. */
    public DeviceDescription description() {
        return new DeviceDescription(
                profile.model(),
                serial,
                firmware,
                station,
                zone,
                profile.name(),
                profile.version(),
                profile.deviceType(),
                Math.toIntExact(poll.toMillis()),
                profile.metrics());
    }
}
