package io.mededge.regional.monitor;

import io.mededge.regional.ingest.Intake;
import io.mededge.regional.ingest.SteadyStore;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when gateways can be heard and what they say can be stored; Kafka's and PostgreSQL's own checks stand beside this one. */
@Readiness
public class RegionReadiness implements HealthCheck {
    private final Intake intake;
    private final SteadyStore store;

    RegionReadiness(Intake intake, SteadyStore store) {
        this.intake = intake;
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ingest")
                .withData("mqtt", intake.isConnected() ? "connected" : "not connected")
                .withData("store", store.isStoring() ? "storing" : "trying again")
                .status(intake.isConnected() && store.isStoring())
                .build();
    }
}
