package io.mededge.infra.devstack.plan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port, or {@code count} of them in a row, that a process will listen on. */
public record PortUse(String name, String environmentVariable, int first, int count) {
    static PortUse of(Site site, PortName name, int number, int count) {
        return new PortUse(name.label(number), name.environmentVariable(number), site.port(name, number), count);
    }

    boolean overlaps(PortUse other) {
        return first < other.first + other.count && other.first < first + count;
    }

    /** A sentence for each port that somebody listens on already; empty if all are free. */
    String occupied() {
        for (int port = first; port < first + count; port++) {
            if (!isFree(port)) {
                return "port %d (%s) is already in use; stop what listens there, or choose another with --port %s=N or %s=N"
                        .formatted(port, name, name, environmentVariable);
            }
        }
        return "";
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
