package io.mededge.global.intake;

import io.mededge.global.fault.Checked;
import io.mededge.global.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.GlobalBound;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Makes the intake of a topic: the one line that a feature needs to take content from the regions. */
@ApplicationScoped
public class BatchIntakes {
    private final DeadLetters deadLetters;
    private final Faults faults;
    private final MeterRegistry registry;
    private final IntakeConfig config;

    BatchIntakes(DeadLetters deadLetters, Faults faults, MeterRegistry registry, IntakeConfig config) {
        this.deadLetters = deadLetters;
        this.faults = faults;
        this.registry = registry;
        this.config = config;
    }

    /**
     * @param admission what a message must fulfil beyond its form
     * @param writer idempotent, and whatever the order of its calls
     */
    public <T extends GlobalBound> BatchIntake<T> of(
            Class<T> kind, Function<T, Checked<T>> admission, BatchIntake.Writer<T> writer) {
        return new BatchIntake<>(kind, admission, writer, new Follow(kind), config);
    }

    private final class Follow implements BatchIntake.Follow {
        private final Counter stored;

        Follow(Class<?> kind) {
            stored = Counter.builder("mededge.global.intake.stored")
                    .description("Records from the regions that were written")
                    .tag("kind", kind.getSimpleName())
                    .register(registry);
        }

        @Override
        public void stored(int records) {
            stored.increment(records);
        }

        @Override
        public Uni<Void> rejected(Rejection rejection) {
            return deadLetters.send(rejection).invoke(() -> faults.count(FaultCode.GLOBAL_INTAKE_MALFORMED));
        }
    }
}
