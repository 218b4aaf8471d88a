package io.mededge.global.intake;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while Kafka is away. */
@Readiness
@ApplicationScoped
class KafkaReadiness implements HealthCheck {
    private final KafkaLink kafka;

    KafkaReadiness(KafkaLink kafka) {
        this.kafka = kafka;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Kafka cluster").status(kafka.ready()).build();
    }
}
