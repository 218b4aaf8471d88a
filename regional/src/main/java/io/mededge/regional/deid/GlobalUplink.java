package io.mededge.regional.deid;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.GlobalBound;
import io.mededge.model.outbound.GlobalCodec;
import io.mededge.regional.analytics.Aggregator;
import io.mededge.regional.analytics.FacilityHour;
import io.mededge.regional.device.DeviceRegistry;
import io.mededge.regional.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Tells the global cluster what changed. All of it is state that can be told again, so an unreachable cluster costs nothing but a retry at the next
 * run, and nothing else in the region waits for it.
 */
public final class GlobalUplink implements AutoCloseable {
    public static final String DEVICES = "outbound.devices";
    public static final String AGGREGATES = "outbound.aggregates";

    private static final Logger LOG = Logger.getLogger(GlobalUplink.class);

    /** Bound of one run over aggregates. */
    private static final int MAX_HOURS = 1_000;

    /** Bound of one run, over all its messages. */
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** How long a message may wait on this thread for the cluster's addresses. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int BUFFER_BYTES = 1024 * 1024;
    private static final int PARTITIONS = 3;

    private record Outgoing(String topic, String key, GlobalBound content) {}

    private final Deidentifier deidentifier;
    private final DeviceRegistry registry;
    private final Aggregator aggregator;
    private final KafkaCluster cluster;
    private final Producer<String, byte[]> global;
    private final Clock clock;
    private final Consumer<FaultCode> faults;

    // bounded by DeviceRegistry.MAX_DEVICES; after a restart every device is told once more
    private final Map<String, CatalogEntry> toldByKey = new HashMap<>();
    private boolean topicsCreated;
    private boolean reachable = true;

    public GlobalUplink(
            RegionId region,
            DeviceRegistry registry,
            Aggregator aggregator,
            KafkaCluster cluster,
            Clock clock,
            Consumer<FaultCode> faults) {
        this.deidentifier = new Deidentifier(region);
        this.registry = registry;
        this.aggregator = aggregator;
        this.cluster = cluster;
        this.global = cluster.producer(BUFFER_BYTES, PATIENCE);
        this.clock = clock;
        this.faults = faults;
    }

    /** Sends what changed since it was last taken. Waits for the global cluster no longer than a bounded time. */
    public synchronized void run() {
        if (!topicsCreated) {
            topicsCreated = cluster.createTopics(List.of(DEVICES, AGGREGATES), PARTITIONS);
        }
        if (topicsCreated) {
            tellDevices();
            tellAggregates();
        }
    }

    @Override
    public void close() {
        global.close(PATIENCE);
        cluster.close();
    }

    private void tellDevices() {
        var changed = new HashMap<String, CatalogEntry>();
        for (var device : registry.devices()) {
            deidentifier.entry(device, clock.instant()).ifPresent(entry -> {
                var key = entry.place() + "/" + entry.device();
                if (!entry.equals(toldByKey.get(key))) {
                    changed.put(key, entry);
                }
            });
        }
        var outgoing = new ArrayList<Outgoing>();
        changed.forEach((key, entry) -> outgoing.add(new Outgoing(DEVICES, key, entry)));
        if (tell(outgoing)) {
            toldByKey.putAll(changed);
        }
    }

    private void tellAggregates() {
        var hours = aggregator.untold(MAX_HOURS);
        var outgoing = new ArrayList<Outgoing>();
        var allowed = new ArrayList<FacilityHour>();
        var refused = new ArrayList<FacilityHour>();
        for (var hour : hours) {
            deidentifier
                    .aggregate(hour)
                    .ifPresentOrElse(
                            aggregate -> {
                                allowed.add(hour);
                                outgoing.add(new Outgoing(
                                        AGGREGATES, aggregate.place() + "/" + aggregate.metric(), aggregate));
                            },
                            () -> refused.add(hour));
        }
        refused.forEach(hour -> faults.accept(FaultCode.OUTBOUND_REFUSED));
        aggregator.markRefused(refused);
        if (tell(outgoing)) {
            aggregator.markTold(allowed);
        }
    }

    /** Whether the global cluster has taken all of it. */
    private boolean tell(List<Outgoing> outgoing) {
        if (outgoing.isEmpty()) {
            return true;
        }
        try {
            var deadline = System.nanoTime() + DEADLINE.toNanos();
            var sent = new ArrayList<Future<RecordMetadata>>(outgoing.size());
            for (var message : outgoing) {
                sent.add(send(message));
                if (sent.size() == 1) {
                    // the first finds out whether the cluster is there, before each of the others waits for it
                    sent.get(0).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            }
            for (var one : sent) {
                one.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            report(true, "");
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException notTaken) {
            report(false, notTaken.toString());
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Future<RecordMetadata> send(Outgoing message) {
        return global.send(new ProducerRecord<>(message.topic(), message.key(), GlobalCodec.encode(message.content())));
    }

    private void report(boolean nowReachable, String reason) {
        if (nowReachable != reachable) {
            LOG.infof("the global cluster is %s", nowReachable ? "reachable again" : "not reachable: " + reason);
        }
        reachable = nowReachable;
    }
}
