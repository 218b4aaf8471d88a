/**
 * Starts and watches the real backends and the tiers as child processes, without Docker. {@link io.mededge.infra.devstack.MedEdge} is the command line behind
 * {@code ./mededge}; {@link io.mededge.infra.devstack.DevStack} starts all or chosen parts for a test, on free ports and in a folder of its own:
 *
 * <pre>{@code
 * try (var stack = DevStack.start(Part.KAFKA_REGIONAL, Part.POSTGRES, Part.BROKER_REGIONAL)) {
 *     stack.address("kafkaRegional");               // 127.0.0.1:23181
 *     "jdbc:" + stack.address("postgres");          // jdbc:postgresql://127.0.0.1:25120/mededge, user mededge, no password
 *     stack.address("mqttRegional");                // ssl://127.0.0.1:27655
 *     stack.credentials(Holder.gateway("gateway-1", "region-1", "facility-1")); // PKCS 12 files for that broker
 *     stack.kill("postgres");
 *     stack.awaitHealthy("postgres", Duration.ofSeconds(15));
 * }
 * }</pre>
 *
 * <p>The parts must have been built before ({@code infra/backends/*}, {@code infra/broker}, …). Beneath: {@code plan} says which processes there are,
 * {@code process} keeps them running, {@code probe} asks them whether they work, {@code pki} makes their certificates.
 */
@NullMarked
package io.mededge.infra.devstack;

import org.jspecify.annotations.NullMarked;
