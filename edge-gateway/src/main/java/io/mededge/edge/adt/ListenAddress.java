package io.mededge.edge.adt;

import java.net.InetSocketAddress;
import java.util.Set;

/** Where to listen. @param port 0 for any that is free */
record ListenAddress(String host, int port) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    /** @throws IllegalArgumentException if it is not {@code host:port} */
    static ListenAddress parse(String text) {
        var colon = text.lastIndexOf(':');
        var host = colon < 1 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        var port = text.substring(colon + 1);
        if (host.isBlank() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("must be host:port, for example 127.0.0.1:2575");
        }
        return new ListenAddress(host, Integer.parseInt(port));
    }

    /** Whether only this host can reach it. */
    boolean isLoopback() {
        return LOOPBACK.contains(host);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }
}
