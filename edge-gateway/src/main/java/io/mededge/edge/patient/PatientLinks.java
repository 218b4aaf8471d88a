package io.mededge.edge.patient;

import io.mededge.model.outbound.PatientLink;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the region which of its patients are one person, and which are not any more. What was joined is an act of the store, so that none is missed, also after a
 * crash; one may be told twice, its number says that it is the same. Not for two threads at once.
 */
final class PatientLinks {
    private final PatientStore store;
    private final Bedside bedside;
    private final Reporter reporter;

    /** Appends to the events stream of the gateway; completed once durable. */
    interface Reporter {
        CompletableFuture<Entry> append(Instant at, PatientLink link);
    }

    PatientLinks(PatientStore store, Bedside bedside, Reporter reporter) {
        this.store = store;
        this.bedside = bedside;
        this.reporter = reporter;
    }

    /** In order; stops at the first that does not become durable in time. */
    void announce() {
        for (var next = store.nextJoining(); next.isPresent(); next = store.nextJoining()) {
            var joining = next.get();
            var replaced = bedside.pseudonym(joining.duplicate());
            var replacing = bedside.pseudonym(joining.survivor());
            // nothing more of a person who was erased leaves
            if (replaced.isPresent() && replacing.isPresent()) {
                var link = new PatientLink(joining.number(), replaced.get(), replacing.get(), joining.joined());
                if (!isDurable(reporter.append(joining.at(), link))) {
                    return;
                }
            }
            store.told(joining);
        }
    }

    private static boolean isDurable(CompletableFuture<Entry> pending) {
        try {
            pending.get(Bedside.ANNOUNCEMENT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
