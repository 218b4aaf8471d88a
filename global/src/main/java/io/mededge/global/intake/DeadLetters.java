package io.mededge.global.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The topic {@code global.dead-letters}: a {@link Rejection} as JSON, its reason and fault also as headers. */
@ApplicationScoped
class DeadLetters {
    static final String TOPIC = "global.dead-letters";

    private final MutinyEmitter<byte[]> emitter;
    private final ObjectMapper json;

    DeadLetters(@Channel("dead-letters") MutinyEmitter<byte[]> emitter, ObjectMapper json) {
        this.emitter = emitter;
        this.json = json;
    }

    /** Completes when Kafka has it (acks=all). */
    Uni<Void> send(Rejection rejection) {
        var headers = new RecordHeaders()
                .add("reason", rejection.reason().getBytes(StandardCharsets.UTF_8))
                .add("fault", rejection.fault().getBytes(StandardCharsets.US_ASCII));
        var metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(rejection.topic() + "/" + rejection.partition() + "/" + rejection.offset())
                .withHeaders(headers)
                .build();
        return emitter.sendMessage(Message.of(encode(rejection)).addMetadata(metadata));
    }

    private byte[] encode(Rejection rejection) {
        try {
            return json.writeValueAsBytes(rejection);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts and numbers is always JSON", impossible);
        }
    }
}
