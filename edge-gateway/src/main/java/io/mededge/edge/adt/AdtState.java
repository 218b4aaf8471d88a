package io.mededge.edge.adt;

/**
 * How the port for the hospital's own system stands.
 *
 * @param port that is listened on; 0 while none is
 */
public record AdtState(Transport transport, int port) {
    /** How what comes in is protected. */
    public enum Transport {
        /** Nothing is configured. */
        OFF("off"),
        /** Nothing but the loopback address is listened on. */
        PLAIN("without TLS, for this host only"),
        TLS_1_3("TLS 1.3"),
        /** {@code gateway.adt.allow-old-tls} */
        OLD_TLS_ALLOWED("TLS 1.3, and 1.2 by gateway.adt.allow-old-tls");

        private final String words;

        Transport(String words) {
            this.words = words;
        }
    }

    /** What the board should say about it; empty: nothing. */
    public String notice() {
        return transport == Transport.OLD_TLS_ALLOWED
                ? "The hospital's system may use TLS 1.2: gateway.adt.allow-old-tls is set."
                : "";
    }

    /** In one line, for an operator. */
    public String words() {
        if (transport == Transport.OFF) {
            return transport.words;
        }
        return (port == 0 ? "not listening, " : "listening on port " + port + ", ") + transport.words;
    }
}
