package io.mededge.edge.profile;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a machine is reached: where and how Modbus is spoken to it, or that it speaks MQTT itself. Several units may share one Modbus address; they share its
 * connection then.
 */
public sealed interface MachineAddress {
    /** The port that IANA has registered for Modbus. */
    int MODBUS_PORT = 502;

    /** The port that IANA has registered for Modbus/TCP Security. */
    int MODBUS_TLS_PORT = 802;

    /** Modbus TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b). */
    record Tcp(String host, int port) implements MachineAddress {
        /** @throws IllegalArgumentException if the host is empty or the port is none */
        public Tcp {
            check(host, port);
        }

        @Override
        public String toString() {
            return written(host, port);
        }
    }

    /** Frames of a serial line carried over TCP unchanged, as converters do. There is no registered port, so none is assumed. */
    record RtuOverTcp(String host, int port) implements MachineAddress {
        /** @throws IllegalArgumentException if the host is empty or the port is none */
        public RtuOverTcp {
            check(host, port);
        }

        @Override
        public String toString() {
            return "rtu+tcp://" + written(host, port);
        }
    }

    /** Modbus TCP inside mutual TLS (Modbus/TCP Security Protocol Specification MB-TCP-Security-v21). */
    record Tls(String host, int port) implements MachineAddress {
        /** @throws IllegalArgumentException if the host is empty or the port is none */
        public Tls {
            check(host, port);
        }

        @Override
        public String toString() {
            return "tls://" + written(host, port);
        }
    }

    /**
     * A serial line with RTU frames, 8 data bits (Modbus over Serial Line V1.02).
     *
     * @param port the system's name of it, for example {@code /dev/ttyS0}
     * @param baud bits per second, 300 to 4000000
     * @param stopBits 1 or 2
     */
    record Serial(String port, int baud, Parity parity, int stopBits) implements MachineAddress {
        /** @throws IllegalArgumentException if the port is empty or a number is out of bounds */
        public Serial {
            if (port.isBlank()) {
                throw new IllegalArgumentException("a serial address needs the name of a port");
            }
            if (baud < 300 || baud > 4_000_000) {
                throw new IllegalArgumentException("baud is 300 to 4000000, not " + baud);
            }
            if (stopBits != 1 && stopBits != 2) {
                throw new IllegalArgumentException("stop bits are 1 or 2, not " + stopBits);
            }
        }

        /** Bits on the line for each byte: start, 8 data, parity, stop. */
        public int bitsPerByte() {
            return 9 + (parity == Parity.NONE ? 0 : 1) + stopBits;
        }

        @Override
        public String toString() {
            return "rtu:" + port + "?baud=" + baud + "&parity=" + parity.name().toLowerCase(Locale.ROOT) + "&stop="
                    + stopBits;
        }
    }

    /** Nobody asks the machine: it speaks MQTT on the facility's broker, under its device id. */
    record Mqtt() implements MachineAddress {
        @Override
        public String toString() {
            return "mqtt:";
        }
    }

    /** How a byte on a serial line is checked. */
    enum Parity {
        NONE,
        EVEN,
        ODD
    }

    /** Whether frames end with a checksum and name no transaction, so that a late answer looks like the next one's. */
    default boolean speaksRtu() {
        return this instanceof Serial || this instanceof RtuOverTcp;
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [ipv6]:port} or {@code tcp://host:port} (TCP, without a port 502), {@code tls://host:port} (without a port
     * 802), {@code rtu+tcp://host:port}, and {@code rtu:NAME?baud=19200&parity=even&stop=1}, whose defaults are those of the serial line specification: 19200,
     * even parity, one stop bit, or two without parity; or {@code mqtt:}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static MachineAddress parse(String text) {
        if (text.startsWith("rtu:")) {
            return serial(text.substring("rtu:".length()));
        }
        if (text.startsWith("mqtt:")) {
            if (!text.equals("mqtt:")) {
                throw new IllegalArgumentException(
                        "'" + text + "' has something after mqtt: where nothing belongs; a machine is known by its id");
            }
            return new Mqtt();
        }
        var scheme = text.indexOf("://");
        if (scheme < 0) {
            return tcp(text);
        }
        var rest = text.substring(scheme + 3);
        return switch (text.substring(0, scheme)) {
            case "tcp" -> tcp(rest);
            case "tls" -> new Tls(host(rest), port(rest, MODBUS_TLS_PORT));
            case "rtu+tcp" -> new RtuOverTcp(host(rest), port(rest, 0));
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' begins with none of tcp://, tls://, rtu+tcp://, rtu: and mqtt:");
        };
    }

    private static Tcp tcp(String text) {
        return new Tcp(host(text), port(text, MODBUS_PORT));
    }

    private static Serial serial(String text) {
        var question = text.indexOf('?');
        var settings = new HashMap<>(Map.of("baud", "19200", "parity", "even"));
        if (question >= 0) {
            for (var setting : text.substring(question + 1).split(Pattern.quote("&"), -1)) {
                var parts = setting.split("=", 2);
                if (parts.length != 2 || !parts[0].matches("baud|parity|stop")) {
                    throw new IllegalArgumentException(
                            "'" + setting + "' is none of baud=…, parity=none|even|odd and stop=1|2");
                }
                settings.put(parts[0], parts[1]);
            }
        }
        var parity = parity(settings.getOrDefault("parity", ""));
        var stop = settings.getOrDefault("stop", parity == Parity.NONE ? "2" : "1");
        var port = question < 0 ? text : text.substring(0, question);
        return new Serial(
                URLDecoder.decode(port.replace("+", "%2B"), StandardCharsets.UTF_8),
                number("baud", settings.getOrDefault("baud", "")),
                parity,
                number("stop", stop));
    }

    private static Parity parity(String text) {
        for (var parity : Parity.values()) {
            if (parity.name().equalsIgnoreCase(text)) {
                return parity;
            }
        }
        throw new IllegalArgumentException("parity is none, even or odd, not '" + text + "'");
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(what + " is a number, not '" + text + "'", notANumber);
        }
    }

    private static String host(String text) {
        var colon = portColon(text);
        var host = colon < 0 ? text : text.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text, int ifAbsent) {
        var colon = portColon(text);
        if (colon < 0) {
            return ifAbsent;
        }
        try {
            return Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("'" + text + "' has no number after the colon", notANumber);
        }
    }

    /** The colon before the port; -1 if there is no port. */
    private static int portColon(String text) {
        var colon = text.lastIndexOf(':');
        return colon <= text.lastIndexOf(']') ? -1 : colon;
    }

    private static void check(String host, int port) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    private static String written(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
