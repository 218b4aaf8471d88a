package io.mededge.global.fleet;

import io.mededge.global.intake.BatchIntake;
import io.mededge.global.intake.BatchIntakes;
import io.mededge.model.outbound.FacilityAggregate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes the hourly aggregates that regions send: topic {@code outbound.aggregates}. The last hop of a measurement (docs/journey.md). */
@ApplicationScoped
class AggregateIntake {
    private final BatchIntake<FacilityAggregate> intake;

    AggregateIntake(Aggregates aggregates, BatchIntakes intakes) {
        intake = intakes.of(
                FacilityAggregate.class, aggregates::admit, (aggregate, origin) -> aggregates.store(aggregate));
    }

    @Incoming("aggregates")
    Uni<Void> take(ConsumerRecords<String, byte[]> batch) {
        return intake.take(batch);
    }
}
