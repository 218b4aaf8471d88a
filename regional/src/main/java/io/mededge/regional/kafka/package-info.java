/** A Kafka cluster as this tier uses it: {@link io.mededge.regional.kafka.KafkaCluster} makes producers and topics and measures lag. */
@NullMarked
package io.mededge.regional.kafka;

import org.jspecify.annotations.NullMarked;
