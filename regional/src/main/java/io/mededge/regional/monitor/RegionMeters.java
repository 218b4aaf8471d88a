package io.mededge.regional.monitor;

import io.mededge.regional.ingest.DeadLetters;
import io.mededge.regional.ingest.IngestFigures;
import io.mededge.regional.ingest.Intake;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;

/** The tier's metrics. No label holds a device, a stream or a patient. The faults are counted by FaultTally. */
public final class RegionMeters {
    private RegionMeters() {}

    public static void bind(MeterRegistry registry, Intake intake, IngestFigures figures, DeadLetters deadLetters) {
        Gauge.builder("mededge.mqtt.connected", intake, one -> one.isConnected() ? 1 : 0)
                .description("1 while connected to the region's broker")
                .register(registry);
        FunctionCounter.builder("mededge.intake.messages", figures, IngestFigures::messages)
                .description("Messages from gateways")
                .register(registry);
        FunctionCounter.builder("mededge.intake.acknowledgements", figures, IngestFigures::acknowledgements)
                .description("Acknowledgement messages to gateways")
                .register(registry);
        FunctionCounter.builder("mededge.samples.stored", figures, IngestFigures::samples)
                .description("Values stored")
                .register(registry);
        FunctionCounter.builder("mededge.records.repeated", figures, IngestFigures::repeated)
                .description("Records that came again and were dropped")
                .register(registry);
        TimeGauge.builder(
                        "mededge.ingest.delay",
                        figures,
                        TimeUnit.MILLISECONDS,
                        one -> one.delay().toMillis())
                .description("From a live value's time at the machine to its commit")
                .register(registry);
        FunctionCounter.builder("mededge.dead.letters", deadLetters, DeadLetters::written)
                .description("Messages set aside")
                .register(registry);
    }
}
