package io.mededge.edge.uplink;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code gateway.uplink.*} */
public interface UplinkConfig {
    enum Mode {
        /** To the region: freed when the region acknowledges that Kafka has it. */
        REGION,
        /** To any MQTT 5 broker: QoS 1, freed on PUBACK; device data only, never an association with a patient. */
        PLAIN,
        /** Nothing is sent; the journal fills. */
        OFF
    }

    enum Payload {
        PROTOBUF,
        JSON
    }

    @WithDefault("region")
    Mode mode();

    /**
     * The home broker: {@code ssl://host:port}, or {@code wss://host:port/path} over WebSocket; in mode {@code plain} also without TLS, {@code tcp://} and {@code
     * ws://}.
     */
    Optional<URI> url();

    /** The residency zone that the home broker lies in, in the facility's own words; needed with a standby. */
    Optional<String> zone();

    /** Brokers to go to while home cannot be reached, in this order. */
    List<Standby> standby();

    /** {@code gateway.uplink.standby[n].*} */
    interface Standby {
        /** As {@link UplinkConfig#url}. */
        URI url();

        /** Must be the zone of the home broker: no failure is a reason for data to leave it. */
        String zone();
    }

    /** For how long home must not have been reachable before a standby is tried. 1s to 1h. */
    @WithDefault("30s")
    Duration standbyAfter();

    /** How often home is tried from a standby. 1s to 1h. */
    @WithDefault("60s")
    Duration homeRetry();

    /** {@code http://proxy.example:port} of a proxy that connects to the broker (HTTP CONNECT). */
    Optional<URI> proxy();

    /** Name for a proxy that asks for one. */
    Optional<String> proxyUser();

    /** File with that user's password, readable by this process only; white space around it does not count. */
    Optional<Path> proxyPasswordFile();

    /** PKCS12 with this gateway's certificate and key; in mode {@code plain} only for a broker that asks for one. */
    Optional<Path> keyStore();

    /** PKCS12 with the authorities that the broker's certificate may come from; in mode {@code plain} else those that Java trusts. */
    Optional<Path> trustStore();

    /** File with the password of both stores, readable by this process only. */
    Optional<Path> passwordFile();

    /** Name for a broker that asks for one. */
    Optional<String> user();

    /** File with that user's password, readable by this process only; white space around it does not count. */
    Optional<Path> userPasswordFile();

    /** In mode {@code plain}; to the region always protobuf. */
    @WithDefault("protobuf")
    Payload payload();

    /** After some one and a half times of it without a word from the broker the connection counts as lost. 1s to 60s. */
    @WithDefault("5s")
    Duration keepAlive();

    /**
     * In mode {@code plain}: whether the broker keeps a retained message in the gateway's {@code status} topic that says {@code online}, and {@code offline} once
     * the connection broke (a will) or the gateway stopped.
     */
    @WithDefault("false")
    boolean presence();

    /** How long after a broken connection the broker keeps the session and waits before it says {@code offline}. 0s to 1h. */
    @WithDefault("0s")
    Duration sessionExpiry();

    /** After which time the broker may drop a message that no subscriber has fetched; 0s for never. 0s to 720h. */
    @WithDefault("0s")
    Duration messageExpiry();

    /** How long connecting, with the TLS handshake, may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Bound of the jittered pause between two attempts to connect. */
    @WithDefault("5s")
    Duration reconnectMax();

    /** Bound of the messages whose sending has not completed. */
    @WithDefault("200")
    int window();

    /** How many new records of one device travel in one message, at most. 1 to 100. */
    @WithDefault("10")
    int batch();

    /** How long a new measurement waits for the next ones of its device; events never wait. 0ms to 1s. */
    @WithDefault("10ms")
    Duration linger();

    /** Bound of the records that wait in memory for sending; what overflows comes from the journal later. */
    @WithDefault("4096")
    int liveQueue();

    /** When records that the region has not acknowledged, or the broker has refused, are sent again; doubles each time. */
    @WithDefault("5s")
    Duration resendFirst();

    /** Bound of that time. */
    @WithDefault("60s")
    Duration resendMax();

    /** Ceiling of the backlog, records per second; how fast it goes below, the link decides. */
    @WithDefault("5000")
    int backlogRate();

    /** Bound of one backlog message, bytes; on a slow line it is smaller by itself. At most 204800. */
    @WithDefault("65536")
    int backlogBytes();

    /** Bound of the backlog messages that the region has not acknowledged. */
    @WithDefault("8")
    int backlogWindow();
}
