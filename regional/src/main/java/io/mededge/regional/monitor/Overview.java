package io.mededge.regional.monitor;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The region at one moment.
 *
 * @param problems what is wrong now; empty when nothing is
 * @param faults those that have occurred since the start
 */
public record Overview(
        String region,
        Instant at,
        Ingest ingest,
        List<Facility> facilities,
        List<Problem> problems,
        List<Fault> faults) {
    /**
     * @param samples values stored since the start
     * @param repeated records that came again and were dropped, since the start
     * @param delaySeconds from a live value's time at the machine to its commit in the database
     * @param lag records that Kafka has and the database has not; null when Kafka does not answer
     * @param deadLetters since the start
     */
    public record Ingest(
            boolean brokerConnected,
            double messagesPerSecond,
            double samplesPerSecond,
            long samples,
            long repeated,
            double delaySeconds,
            @Nullable Long lag,
            long deadLetters) {}

    /** @param missing records of its streams that have not come yet, though later ones have */
    public record Facility(String id, long missing, List<Device> equipment) {}

    /**
     * @param lastMinute the newest minute with values; null: never
     * @param patienceSeconds how old that minute may become before the device is late
     * @param silence since when its gateway gets no values from it; null while it does
     * @param telemetry of the newest epoch; null when there is no such stream
     * @param events likewise
     */
    public record Device(
            String id,
            String fhirId,
            String model,
            String station,
            String zone,
            @Nullable Instant lastMinute,
            long patienceSeconds,
            boolean late,
            @Nullable Silence silence,
            @Nullable Completeness telemetry,
            @Nullable Completeness events) {}

    public record Silence(String fault, Instant since) {}

    /** @param missing how many records below the highest are not here */
    public record Completeness(long highest, long missing) {}

    /** @param text what happened and what to do */
    public record Problem(String fault, String text) {}

    public record Fault(String label, String summary, long count) {}
}
