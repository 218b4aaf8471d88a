package io.mededge.edge.broker;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code gateway.broker.*}: the facility's own broker. */
public interface BrokerConfig {
    /** Well below the ids that an inbox remembers, as so many may come in any order. */
    int MAX_IN_FLIGHT = 500;

    /** {@code ssl://host:port}; without it no machine can speak MQTT to this gateway. */
    Optional<URI> url();

    /** PKCS12 with this gateway's certificate and key. */
    Optional<Path> keyStore();

    /** PKCS12 with the authorities that the broker's certificate may come from. */
    Optional<Path> trustStore();

    /** File with the password of both stores, readable by this process only. */
    Optional<Path> passwordFile();

    /**
     * How long the broker keeps for this gateway what machines say while it is away. 1h to 24d: some brokers count it in milliseconds of 32 bits, and forget a
     * longer session at once (measured with Artemis 2.55).
     */
    @WithDefault("14d")
    Duration sessionExpiry();

    /** Bound of the messages that the broker has sent and this gateway has not confirmed (MQTT's receive maximum). 1 to 500. */
    @WithDefault("200")
    int inFlight();

    /** After some one and a half times of it without a word from the broker the connection counts as lost. 1s to 60s. */
    @WithDefault("5s")
    Duration keepAlive();

    /** How long connecting, with the TLS handshake, may take. 1s to 60s. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Bound of the jittered pause between two attempts to connect, and to store what the journal has refused. 200ms to 5m. */
    @WithDefault("5s")
    Duration reconnectMax();

    /** Whether the newest values of every device are published for screens at the bedside. */
    @WithDefault("true")
    boolean live();
}
