package io.mededge.global.fault;

import io.mededge.model.fault.FaultCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts faults: one series {@code mededge_faults_total{fault="ME-704"}} for each code that this tier can raise, from zero on. */
public final class Faults {
    private final Map<FaultCode, Counter> counters = new EnumMap<>(FaultCode.class);

    public Faults(MeterRegistry registry) {
        for (var fault : FaultCode.values()) {
            if (fault.number() >= 702 && fault.number() < 800) {
                counters.put(
                        fault,
                        Counter.builder("mededge.faults")
                                .description("Faults by their stable number")
                                .tag("fault", fault.label())
                                .register(registry));
            }
        }
    }

    public void count(FaultCode fault) {
        var counter = counters.get(fault);
        if (counter == null) {
            throw new IllegalArgumentException(fault.label() + " is no fault of the global tier");
        }
        counter.increment();
    }

    /** How often since this process started. */
    public long counted(FaultCode fault) {
        var counter = counters.get(fault);
        return counter == null ? 0 : (long) counter.count();
    }
}
