package io.mededge.edge.modbus;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code gateway.modbus.*} */
public interface ModbusConfig {
    /** How long a machine may take to accept a connection. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** How long a machine may take to answer one request; a device may have its own. */
    @WithDefault("1s")
    Duration timeout();

    /** Pause after the first failure of an address or unit; it doubles with each further one, with jitter. */
    @WithDefault("200ms")
    Duration retryFirst();

    /** Bound of that pause. */
    @WithDefault("5s")
    Duration retryMax();
}
