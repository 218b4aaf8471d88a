package io.mededge.global.catalog;

import io.mededge.global.intake.BatchIntake;
import io.mededge.global.intake.BatchIntakes;
import io.mededge.model.outbound.CatalogEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what regions say about their devices: topic {@code outbound.devices}. */
@ApplicationScoped
class CatalogIntake {
    private final BatchIntake<CatalogEntry> intake;

    CatalogIntake(Catalog catalog, BatchIntakes intakes) {
        intake = intakes.of(CatalogEntry.class, catalog::admit, catalog::store);
    }

    @Incoming("devices")
    Uni<Void> take(ConsumerRecords<String, byte[]> batch) {
        return intake.take(batch);
    }
}
