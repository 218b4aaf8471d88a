package io.mededge.edge;

import io.mededge.edge.adt.AdtIntake;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.modbus.ModbusPoller;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: values are being polled and can be stored. Not that the region is reachable, nor any machine: a facility cut off is still ready. */
@Readiness
@Singleton
final class GatewayHealth implements HealthCheck {
    private final Journal journal;
    private final ModbusPoller poller;
    private final AdtIntake adt;

    GatewayHealth(Journal journal, ModbusPoller poller, AdtIntake adt) {
        this.journal = journal;
        this.poller = poller;
        this.adt = adt;
    }

    @Override
    public HealthCheckResponse call() {
        var failing = journal.failing();
        return HealthCheckResponse.named("gateway")
                .status(failing.isEmpty() && poller.running())
                .withData(
                        "journal",
                        failing.map(fault -> fault.label() + " " + fault.summary())
                                .orElse("writable"))
                .withData("schedule", poller.running() ? "running" : "stopped")
                .withData("adt", adt.state().words())
                .build();
    }
}
