/**
 * Apache Artemis as an MQTT 5 broker in a process of its own: the facility's broker, and in development the region's. Start with
 * {@link io.mededge.infra.broker.Broker}; {@code AccessRules} says who may publish and subscribe what, by the client's certificate alone, and denies by default.
 */
@NullMarked
package io.mededge.infra.broker;

import org.jspecify.annotations.NullMarked;
