package io.mededge.regional;

import io.mededge.model.fault.FaultCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the faults of this tier since its start; features are given it as a {@code Consumer<FaultCode>}. */
public final class FaultTally implements Consumer<FaultCode> {
    private final Map<FaultCode, Counter> counters = new EnumMap<>(FaultCode.class);

    public FaultTally(MeterRegistry meters) {
        for (var fault : FaultCode.values()) {
            counters.put(fault, meters.counter("mededge.faults", "fault", fault.label()));
        }
    }

    @Override
    public void accept(FaultCode fault) {
        var counter = counters.get(fault);
        if (counter != null) {
            counter.increment();
        }
    }

    public long count(FaultCode fault) {
        var counter = counters.get(fault);
        return counter == null ? 0 : (long) counter.count();
    }
}
