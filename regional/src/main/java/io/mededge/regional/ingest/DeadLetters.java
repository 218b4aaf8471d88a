package io.mededge.regional.ingest;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.telemetry.Batch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Keeps what could not be read or stored, with the reason, so that a person can look at it and nothing else waits for it. */
public final class DeadLetters {
    /** A topic's text comes from outside; more of it helps nobody. */
    static final int MAX_TOPIC_LENGTH = 256;

    private final Producer<String, byte[]> producer;
    private final AtomicLong written = new AtomicLong();

    public DeadLetters(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /**
     * @param origin the MQTT topic, or the Kafka topic where that is no longer known
     * @param payload kept up to {@link Batch#MAX_BYTES}
     */
    Future<RecordMetadata> write(
            String origin, byte[] payload, FaultCode fault, String reason, Callback whenAcknowledged) {
        written.incrementAndGet();
        var kept = payload.length <= Batch.MAX_BYTES ? payload : Arrays.copyOf(payload, Batch.MAX_BYTES);
        var topic = origin.substring(0, Math.min(origin.length(), MAX_TOPIC_LENGTH));
        var letter = new ProducerRecord<String, byte[]>(KafkaTopics.DEAD_LETTERS, null, kept);
        letter.headers()
                .add("fault", fault.label().getBytes(StandardCharsets.UTF_8))
                .add("reason", reason.getBytes(StandardCharsets.UTF_8))
                .add("mqtt-topic", topic.getBytes(StandardCharsets.UTF_8));
        return producer.send(letter, whenAcknowledged);
    }

    /** How many since the start. */
    public long written() {
        return written.get();
    }
}
