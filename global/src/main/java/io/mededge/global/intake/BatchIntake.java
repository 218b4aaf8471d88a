package io.mededge.global.intake;

import io.mededge.global.database.StoreUnavailableException;
import io.mededge.global.fault.Checked;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.GlobalBound;
import io.mededge.model.outbound.GlobalCodec;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Takes batches of one kind of content. A batch is done when all of it is written, so its offsets are committed after the writes; while the database is
 * away the whole batch is tried again and Kafka keeps what follows. Writes must be idempotent and must not depend on their order.
 *
 * @param <T> the content of the topic
 */
public final class BatchIntake<T extends GlobalBound> {
    private static final Logger LOG = Logger.getLogger(BatchIntake.class);

    private final Class<T> kind;
    private final Function<T, Checked<T>> admission;
    private final Writer<T> writer;
    private final Follow follow;
    private final IntakeConfig config;

    /** Stores one admitted content. */
    @FunctionalInterface
    public interface Writer<T> {
        CompletionStage<?> write(T content, Origin origin);
    }

    /** What else becomes of records. */
    interface Follow {
        void stored(int records);

        /** Completes when the rejection is durable. */
        Uni<Void> rejected(Rejection rejection);
    }

    private record Admitted<T>(T content, Origin origin, byte[] value) {}

    BatchIntake(
            Class<T> kind, Function<T, Checked<T>> admission, Writer<T> writer, Follow follow, IntakeConfig config) {
        this.kind = kind;
        this.admission = admission;
        this.writer = writer;
        this.follow = follow;
        this.config = config;
    }

    /** @return completes when the batch is written and what was rejected lies with the dead letters; fails never */
    public Uni<Void> take(Iterable<ConsumerRecord<String, byte[]>> batch) {
        var admitted = new ArrayList<Admitted<T>>();
        var rejections = new ArrayList<Rejection>();
        for (var record : batch) {
            var checked = judge(record.value());
            if (checked instanceof Checked.Valid<T> valid) {
                admitted.add(new Admitted<>(valid.value(), Origin.of(record), record.value()));
            } else if (checked instanceof Checked.Refused<T> refused) {
                rejections.add(
                        Rejection.of(refused.fault().label(), refused.sentence(), Origin.of(record), record.value()));
            }
        }
        return persistently(() -> writeAll(admitted)).chain(refusedByStore -> {
            follow.stored(admitted.size() - refusedByStore.size());
            rejections.addAll(refusedByStore);
            return persistently(() -> tellAll(rejections));
        });
    }

    private Checked<T> judge(byte[] value) {
        if (value == null) {
            return malformed("the record is empty");
        }
        var decoded = GlobalCodec.decode(value);
        if (decoded instanceof Decoded.Malformed<GlobalBound> malformed) {
            return malformed(malformed.reason());
        }
        if (decoded instanceof Decoded.Value<GlobalBound> content && kind.isInstance(content.value())) {
            return admission.apply(kind.cast(content.value()));
        }
        return malformed("the message belongs to another topic");
    }

    private Checked<T> malformed(String reason) {
        return Checked.refused(FaultCode.GLOBAL_INTAKE_MALFORMED, reason);
    }

    /** @return what the database refused for good, which is nothing as long as schema and code agree */
    private Uni<List<Rejection>> writeAll(List<Admitted<T>> admitted) {
        if (admitted.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var writes = new ArrayList<Uni<Optional<Rejection>>>();
        for (var each : admitted) {
            writes.add(Uni.createFrom()
                    .completionStage(() -> writer.write(each.content(), each.origin()))
                    .replaceWith(Optional.<Rejection>empty())
                    .onFailure(failure -> !(failure instanceof StoreUnavailableException))
                    .recoverWithItem(failure -> Optional.of(refused(each, failure))));
        }
        return Uni.join()
                .all(writes)
                .andFailFast()
                .map(results -> results.stream().flatMap(Optional::stream).toList());
    }

    private Rejection refused(Admitted<T> admitted, Throwable failure) {
        LOG.errorf(failure, "a record of %s could not be written", admitted.origin());
        return Rejection.of(
                FaultCode.GLOBAL_INTAKE_MALFORMED.label(),
                "the database refused the record",
                admitted.origin(),
                admitted.value());
    }

    private Uni<Void> tellAll(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join()
                .all(rejections.stream().map(follow::rejected).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    /** Tries again until it works: there is no other place for the batch than Kafka, where it lies already. The pause is bounded, the number is not. */
    private <R> Uni<R> persistently(Supplier<Uni<R>> step) {
        return Uni.createFrom()
                .<R>deferred(step::get)
                .onFailure()
                .invoke(failure -> LOG.warnf("a batch of %s waits: %s", kind.getSimpleName(), failure))
                .onFailure()
                .retry()
                .withBackOff(config.firstPause(), config.longestPause())
                .indefinitely();
    }
}
