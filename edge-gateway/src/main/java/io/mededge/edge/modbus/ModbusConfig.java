package io.mededge.edge.modbus;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code gateway.modbus.*} */
public interface ModbusConfig {
    /** How long a machine may take to accept a connection. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** How long a machine may take to answer one request; a device may have its own. */
    @WithDefault("1s")
    Duration timeout();

    /**
     * How often one poll repeats a request at once whose answer was garbled or cut off. A machine that is silent gets its
     * pause instead. Never when the next poll is due already; a device may have its own number.
     */
    @WithDefault("1")
    int retries();

    /** Pause after the first failure of an address or unit; it doubles with each further one, with jitter. */
    @WithDefault("200ms")
    Duration retryFirst();

    /** Bound of that pause. */
    @WithDefault("5s")
    Duration retryMax();

    /** For machines at {@code tls://} addresses. */
    Tls tls();

    /** {@code gateway.modbus.tls.*} */
    interface Tls {
        /** PKCS12 with the certificate and key by which machines know this gateway. */
        Optional<Path> keyStore();

        /** PKCS12 with the authorities that may have signed a machine's certificate. */
        Optional<Path> trustStore();

        /** A file that holds the password of both stores. */
        Optional<Path> passwordFile();
    }
}
