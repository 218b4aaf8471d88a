package io.mededge.regional.monitor;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.regional.database.Database;
import io.mededge.regional.device.DeviceRegistry;
import io.mededge.regional.device.RegisteredDevice;
import io.mededge.regional.ingest.DeadLetters;
import io.mededge.regional.ingest.IngestFigures;
import io.mededge.regional.ingest.Intake;
import io.mededge.regional.ingest.KafkaTopics;
import io.mededge.regional.kafka.KafkaCluster;
import io.mededge.regional.monitor.Overview.Completeness;
import io.mededge.regional.monitor.Overview.Device;
import io.mededge.regional.monitor.Overview.Facility;
import io.mededge.regional.monitor.Overview.Fault;
import io.mededge.regional.monitor.Overview.Problem;
import io.mededge.regional.monitor.Overview.Silence;
import io.mededge.regional.transform.DeviceKey;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Gathers the overview, at most once a second however many look at it; nobody looking costs nothing. */
public final class OverviewReader {
    private static final Logger LOG = Logger.getLogger(OverviewReader.class);

    /** Bound of one answer. */
    private static final int MAX_STREAMS = 50_000;

    private static final Duration SHARED_FOR = Duration.ofSeconds(1);

    private record StreamKey(String facility, String device, StreamClass streamClass) {}

    private final RegionId region;
    private final Database database;
    private final DeviceRegistry registry;
    private final KafkaCluster cluster;
    private final Intake intake;
    private final IngestFigures figures;
    private final DeadLetters deadLetters;
    private final ToLongFunction<FaultCode> faults;
    private final Clock clock;
    private final Rate messages;
    private final Rate samples;
    private final Lock reading = new ReentrantLock();
    private volatile @Nullable Overview newest;

    public OverviewReader(
            RegionId region,
            Database database,
            DeviceRegistry registry,
            KafkaCluster cluster,
            Intake intake,
            IngestFigures figures,
            DeadLetters deadLetters,
            ToLongFunction<FaultCode> faults,
            Clock clock) {
        this.region = region;
        this.database = database;
        this.registry = registry;
        this.cluster = cluster;
        this.intake = intake;
        this.figures = figures;
        this.deadLetters = deadLetters;
        this.faults = faults;
        this.clock = clock;
        this.messages = new Rate(clock.instant());
        this.samples = new Rate(clock.instant());
    }

    /**
     * What was read within the last second, or by whoever is reading now; so however slow the database is, only one thread waits for it. A part that does
     * not answer is named among the problems.
     */
    public Overview read() {
        var last = newest;
        if (last == null) {
            reading.lock();
        } else if (isFresh(last) || !reading.tryLock()) {
            return last;
        }
        try {
            var overview = gather();
            newest = overview;
            return overview;
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Overview overview) {
        return overview.at().plus(SHARED_FOR).isAfter(clock.instant());
    }

    private Overview gather() {
        var last = newest;
        var now = clock.instant();
        var problems = new ArrayList<Problem>();
        var facilities = facilities(now, last == null ? List.of() : last.facilities(), problems);
        var ingest = ingest(now, problems);
        return new Overview(region.value(), now, ingest, facilities, List.copyOf(problems), faultsSinceStart());
    }

    private Overview.Ingest ingest(Instant now, List<Problem> problems) {
        if (!intake.isConnected()) {
            problems.add(
                    new Problem(
                            FaultCode.UPLINK_DISCONNECTED.label(),
                            "No connection to the region's MQTT broker: gateways keep their records until it is back. Check the broker."));
        }
        var lag = cluster.lag(KafkaTopics.storeGroup(region), List.of(KafkaTopics.TELEMETRY, KafkaTopics.EVENTS));
        if (lag.isEmpty()) {
            problems.add(new Problem(
                    FaultCode.INTAKE_BACKLOGGED.label(),
                    "Kafka does not answer: gateways keep their records until it does. Check Kafka."));
        }
        return new Overview.Ingest(
                intake.isConnected(),
                messages.perSecond(figures.messages(), now),
                samples.perSecond(figures.samples(), now),
                figures.samples(),
                figures.repeated(),
                figures.delay().toMillis() / 1_000.0,
                lag.isPresent() ? lag.getAsLong() : null,
                deadLetters.written());
    }

    private List<Facility> facilities(Instant now, List<Facility> lastKnown, List<Problem> problems) {
        try {
            return facilities(registry.devices(), completeness(), now);
        } catch (RuntimeException notAnswered) {
            LOG.debugf("no overview of devices: %s", notAnswered.toString());
            problems.add(
                    new Problem(
                            FaultCode.STORE_FAILED.label(),
                            "The database does not answer: the devices shown are those known before. Kafka keeps what arrives. Check PostgreSQL."));
            return lastKnown;
        }
    }

    private static List<Facility> facilities(
            List<RegisteredDevice> devices, Map<StreamKey, Completeness> completeness, Instant now) {
        Map<String, List<Device>> byFacility = new TreeMap<>();
        for (var device : devices) {
            var facility = device.facility().value();
            byFacility.computeIfAbsent(facility, unseen -> new ArrayList<>()).add(device(device, completeness, now));
        }
        var facilities = new ArrayList<Facility>();
        byFacility.forEach((id, equipment) -> facilities.add(new Facility(
                id,
                equipment.stream()
                        .mapToLong(device -> missing(device.telemetry()) + missing(device.events()))
                        .sum(),
                equipment)));
        return facilities;
    }

    private static Device device(RegisteredDevice device, Map<StreamKey, Completeness> completeness, Instant now) {
        var facility = device.facility().value();
        var id = device.device().value();
        var silence = device.silence();
        return new Device(
                id,
                new DeviceKey(device.facility(), device.device()).fhirId(),
                device.model(),
                device.station(),
                device.zone(),
                device.lastMinute(),
                device.patience().toSeconds(),
                device.isLate(now),
                silence == null ? null : new Silence(silence.fault().label(), silence.since()),
                completeness.get(new StreamKey(facility, id, StreamClass.TELEMETRY)),
                completeness.get(new StreamKey(facility, id, StreamClass.EVENTS)));
    }

    private static long missing(@Nullable Completeness completeness) {
        return completeness == null ? 0 : completeness.missing();
    }

    private Map<StreamKey, Completeness> completeness() {
        var rows = database.execute("""
                select distinct on (facility, device, class) facility, device, class, received::text as received
                from stream order by facility, device, class, id desc limit $1""", Tuple.of(MAX_STREAMS));
        var completeness = new HashMap<StreamKey, Completeness>();
        for (var row : rows) {
            var received = SequenceSet.parse(row.getString("received"));
            completeness.put(
                    new StreamKey(
                            row.getString("facility"),
                            row.getString("device"),
                            StreamClass.values()[row.getShort("class")]),
                    new Completeness(received.highest(), received.missing()));
        }
        return completeness;
    }

    private List<Fault> faultsSinceStart() {
        var occurred = new ArrayList<Fault>();
        for (var fault : FaultCode.values()) {
            var count = faults.applyAsLong(fault);
            if (count > 0) {
                occurred.add(new Fault(fault.label(), fault.summary(), count));
            }
        }
        return occurred;
    }
}
