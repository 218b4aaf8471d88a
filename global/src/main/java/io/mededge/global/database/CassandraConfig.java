package io.mededge.global.database;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code global.cassandra.*} */
public interface CassandraConfig {
    /** One or several {@code host:port}, separated by commas; the others of the cluster are learned from them. */
    @WithDefault("127.0.0.1:19042")
    @NotEmpty
    List<@Pattern(regexp = "[^:,\\s]+:[0-9]{1,5}", message = "must be host:port") String> contactPoint();

    /** The data centre whose nodes answer; also the one that the keyspace is created in. */
    @WithDefault("dc1")
    String datacenter();

    @WithDefault("mededge")
    @Pattern(regexp = "[a-z][a-z0-9_]{0,47}", message = "must be 1 to 48 lower-case letters, digits and underscores")
    String keyspace();

    /** Copies of each row. Used when the keyspace is created; an existing keyspace is left as it is. */
    @WithDefault("1")
    @Min(1)
    @Max(9)
    int replication();

    /** A request that takes longer has failed. */
    @WithDefault("2s")
    Duration requestTimeout();

    Optional<String> username();

    /** A file that holds the password of {@code username}. */
    Optional<Path> passwordFile();
}
