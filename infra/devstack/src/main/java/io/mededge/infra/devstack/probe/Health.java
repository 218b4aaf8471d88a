package io.mededge.infra.devstack.probe;

/** What a probe found. */
public sealed interface Health {
    /** The service answered as it should. */
    record Healthy() implements Health {}

    /** No answer, or a wrong one; {@code reason} is one sentence for a person. */
    record Unhealthy(String reason) implements Health {}

    default boolean isHealthy() {
        return this instanceof Healthy;
    }
}
