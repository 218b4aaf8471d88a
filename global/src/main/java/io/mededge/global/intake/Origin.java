package io.mededge.global.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record lies in Kafka. Within a partition a greater offset was sent later. */
public record Origin(String topic, int partition, long offset) {
    static Origin of(ConsumerRecord<?, ?> record) {
        return new Origin(record.topic(), record.partition(), record.offset());
    }
}
