package io.mededge.regional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** All settings of the regional tier beside those of Quarkus; each is explained in docs/reference/config.md. */
@ConfigMapping(prefix = "regional")
public interface RegionalConfig {
    /** The region whose gateways are served; messages of another region are refused. */
    @WithDefault("region-1")
    String id();

    Mqtt mqtt();

    Ingest ingest();

    Aggregation aggregation();

    Outbound outbound();

    Completeness completeness();

    /** The region's MQTT broker. */
    interface Mqtt {
        /** {@code ssl://host:port}, or {@code tcp://host:port} where the broker is on the same host. */
        @WithDefault("ssl://127.0.0.1:18883")
        URI url();

        /** Must differ between replicas, since a broker lets each client id in once; without it the common name of the certificate and "-intake". */
        Optional<String> clientId();

        /** PKCS12 with this process' key and certificate; needed for {@code ssl://}. */
        Optional<Path> keyStore();

        /** PKCS12 with the authorities that may have signed the broker's certificate; needed for {@code ssl://}. */
        Optional<Path> trustStore();

        /** A file that holds the password of both stores. */
        Optional<Path> passwordFile();

        /** How long the broker keeps events (QoS 1) for an intake that is away. */
        @WithDefault("1h")
        Duration sessionExpiry();
    }

    /** From MQTT to Kafka, and from Kafka to the database. */
    interface Ingest {
        /** Bytes of messages that may wait for Kafka's acknowledgement; what comes beyond is dropped unacknowledged, and the gateway sends it again. */
        @WithDefault("16M")
        MemorySize inFlight();

        /** How long acknowledgements are gathered before they go to a gateway. */
        @WithDefault("20ms")
        Duration acknowledgeEvery();

        /** Partitions of a Kafka topic that this tier creates. */
        @WithDefault("6")
        int partitions();

        /** After a minute has ended, how long its windows wait for samples before they are final. */
        @WithDefault("60s")
        Duration lateness();
    }

    /** Hourly aggregates of a facility. */
    interface Aggregation {
        /** How often the changed hours are computed. */
        @WithDefault("60s")
        Duration interval();

        /** How long minutes are kept for corrections; what arrives later no longer changes an aggregate. */
        @WithDefault("7d")
        Duration keep();
    }

    /** To the global cluster. */
    interface Outbound {
        /** The global Kafka cluster; without it nothing leaves the region. */
        Optional<String> bootstrapServers();

        /** How often changes are sent. */
        @WithDefault("10s")
        Duration interval();
    }

    /** What gateways certify, compared with what is stored. */
    interface Completeness {
        /** Folder with the public key of each gateway, {@code {facility}.{gateway}.pem}; without a gateway's key its hours stay unknown. */
        Optional<Path> gatewayKeys();

        /** How often new certificates are compared. */
        @WithDefault("60s")
        Duration interval();

        /** How long certificates and what was found in their ranges are kept; the hours before are unknown. */
        @WithDefault("400d")
        Duration keep();
    }
}
