package io.mededge.regional.ingest;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.regional.database.Database;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Does not give up: while the database is away it tries the same batches again, with growing pauses, so that nothing overtakes them. Only what the
 * database will never accept is set aside as a dead letter.
 */
public final class SteadyStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SteadyStore.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LETTER_DEADLINE = Duration.ofSeconds(30);

    private final SampleStore store;
    private final DeadLetters deadLetters;
    private final Consumer<FaultCode> faults;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean storing = true;

    public SteadyStore(SampleStore store, DeadLetters deadLetters, Consumer<FaultCode> faults) {
        this.store = store;
        this.deadLetters = deadLetters;
        this.faults = faults;
    }

    /** Whether the last attempt succeeded. */
    public boolean isStoring() {
        return storing;
    }

    /** Ends the patience of attempts under way. */
    @Override
    public void close() {
        closing.countDown();
    }

    /**
     * Returns when all is stored or set aside.
     *
     * @throws IllegalStateException if this was closed before; the same batches come again after the next start
     */
    void store(List<Batch> batches) {
        persist(() -> storeOrIsolate(batches));
    }

    /** Returns when Kafka has the dead letter. */
    void setAside(String origin, byte[] payload, FaultCode fault, String reason) {
        faults.accept(fault);
        persist(() -> {
            try {
                deadLetters
                        .write(origin, payload, fault, reason, (metadata, failure) -> {})
                        .get(LETTER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException notTaken) {
                throw new IllegalStateException("Kafka did not take a dead letter", notTaken);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        });
    }

    private void storeOrIsolate(List<Batch> batches) {
        try {
            store.store(batches);
        } catch (RuntimeException failure) {
            if (!Database.isRefusalOfData(failure)) {
                throw failure;
            }
            if (batches.size() > 1) {
                batches.forEach(batch -> storeOrIsolate(List.of(batch)));
                return;
            }
            var batch = batches.get(0);
            var origin = KafkaTopics.of(batch.stream().streamClass());
            setAside(origin, TelemetryCodec.encode(batch), FaultCode.STORE_FAILED, "the database refuses the values");
        }
    }

    private void persist(Runnable attempt) {
        for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                attempt.run();
                storing = true;
                return;
            } catch (RuntimeException failure) {
                faults.accept(FaultCode.STORE_FAILED);
                if (storing) {
                    LOG.warnf("cannot store, trying again: %s", failure.toString());
                }
                storing = false;
            }
            sleep(pause);
        }
    }

    private void sleep(Duration pause) {
        try {
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("stopped before all was stored; it comes again");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped before all was stored; it comes again", stopped);
        }
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
