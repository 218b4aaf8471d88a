package io.mededge.regional.ingest;

import io.mededge.model.id.RegionId;
import io.mededge.model.telemetry.Batch;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes polls of batches from Kafka; a poll's offsets are committed after its transaction. */
@ApplicationScoped
public class BatchStream {
    private final Admission admission;
    private final SteadyStore store;

    BatchStream(RegionId region, SteadyStore store) {
        this.admission = new Admission(region);
        this.store = store;
    }

    @Incoming(KafkaTopics.TELEMETRY)
    @Blocking
    void telemetry(ConsumerRecords<String, byte[]> poll) {
        store(poll);
    }

    @Incoming(KafkaTopics.EVENTS)
    @Blocking
    void events(ConsumerRecords<String, byte[]> poll) {
        store(poll);
    }

    private void store(ConsumerRecords<String, byte[]> poll) {
        List<Batch> batches = new ArrayList<>(poll.count());
        for (var record : poll) {
            var payload = record.value() == null ? new byte[0] : record.value();
            var verdict = admission.admit(payload);
            if (verdict instanceof Admission.Verdict.Admitted admitted) {
                batches.add(admitted.batch());
            } else if (verdict instanceof Admission.Verdict.Refused refused) {
                store.setAside(record.topic(), payload, refused.fault(), refused.reason());
            }
        }
        store.store(batches);
    }
}
