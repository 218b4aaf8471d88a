package io.mededge.global.database;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while Cassandra is away. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {
    private final CassandraStore store;

    DatabaseReadiness(CassandraStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Cassandra session")
                .status(store.ready())
                .build();
    }
}
