package io.mededge.edge.adt;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code gateway.adt.*}: what the hospital's own system tells of patients. */
public interface AdtConfig {
    /** {@code host:port} to listen on for HL7 v2 over MLLP; without it nothing is taken. Without a key store only on the loopback address. */
    Optional<String> listen();

    /** PKCS12 with this gateway's certificate and key. */
    Optional<Path> keyStore();

    /** PKCS12 with the authorities that the sender's certificate must come from. */
    Optional<Path> trustStore();

    /** File with the password of both stores, readable by this process only. */
    Optional<Path> passwordFile();

    /** Lets TLS 1.2 in beside 1.3, for a sender that knows nothing newer; the health page says so. */
    @WithDefault("false")
    boolean allowOldTls();

    /** Who gives numbers to patients; a number of any other authority is refused. */
    List<Authority> authorities();

    /** How a message is encoded that does not say so itself: {@code UNICODE UTF-8}, {@code 8859/1}, {@code 8859/15} or {@code ASCII}. */
    @WithDefault("UNICODE UTF-8")
    String charset();

    /** Connections at one time, 1 to 32. */
    @WithDefault("4")
    int connections();

    /** Bytes of one message, 1,024 to 1,048,576. */
    @WithDefault("65536")
    int maxBytes();

    /** How long a connection may be silent between two messages, 1s to 24h. */
    @WithDefault("10m")
    Duration idleTimeout();

    /** How long a TLS handshake, a message from its first byte on, or the taking of an answer may last, 1s to 5m. */
    @WithDefault("10s")
    Duration messageTimeout();

    /** {@code gateway.adt.authorities[n].*} */
    interface Authority {
        /** As messages name it: namespace id or universal id of the assigning authority (component 4 of a CX). */
        String name();

        /** Identifier type code (HL7 table 0203); numbers of the authority of another type are passed over. */
        @WithDefault("MR")
        String type();

        /** The system under which the number is kept, for example {@code urn:oid:2.999.1}; without it the numbers are known and passed over. */
        Optional<String> system();
    }
}
