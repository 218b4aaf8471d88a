/**
 * From a gateway's message to stored samples, each counted once. Start reading with {@link io.mededge.regional.ingest.Intake} (MQTT to Kafka, and the
 * acknowledgement back), then {@link io.mededge.regional.ingest.BatchStream} and {@link io.mededge.regional.ingest.SampleStore} (Kafka to PostgreSQL).
 * Every rule about repeated, reordered and overlapping records is in {@link io.mededge.regional.ingest.Arrivals}.
 */
@NullMarked
package io.mededge.regional.ingest;

import org.jspecify.annotations.NullMarked;
