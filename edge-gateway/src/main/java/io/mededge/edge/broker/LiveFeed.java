package io.mededge.edge.broker;

import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.topic.LocalTopic;
import io.mededge.model.topic.LocalTopic.Verb;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The newest values of every device for screens at the bedside: QoS 0 and not retained, because a value that comes late is worse there than none. */
final class LiveFeed {
    /** Bound of the records that wait to be sent; more are not sent. */
    private static final int QUEUE = 1_024;

    /** What is older is no live value, and is not sent as one. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final FacilityId facility;
    private final Devices devices;
    private final InstantSource clock;
    private final Executor thread;
    private final BlockingQueue<Live> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Map<DeviceId, Units> unitsByDevice = new HashMap<>();
    private volatile @Nullable BrokerLink link;

    private record Live(DeviceId device, Entry entry) {}

    private record Units(DeviceProfile profile, Map<MetricId, String> byMetric) {}

    LiveFeed(FacilityId facility, Devices devices, InstantSource clock, Executor thread) {
        this.facility = facility;
        this.devices = devices;
        this.clock = clock;
        this.thread = thread;
    }

    /** @param over null while there is none: then nothing is gathered */
    void send(@Nullable BrokerLink over) {
        link = over;
        if (over == null) {
            queue.clear();
        }
    }

    /** In the journal's thread. */
    void committed(StreamKey stream, Entry entry) {
        if (link != null
                && Answers.isLive(entry)
                && queue.offer(new Live(stream.device(), entry))
                && scheduled.compareAndSet(false, true)) {
            thread.execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        var over = link;
        var since = clock.instant().minus(MAX_AGE);
        for (var live = queue.poll(); live != null; live = queue.poll()) {
            if (over != null && !live.entry().at().isBefore(since)) {
                publish(over, live);
            }
        }
    }

    private void publish(BrokerLink over, Live live) {
        devices.find(live.device()).ifPresent(device -> {
            var units = unitsByDevice.get(device.id());
            if (units == null || units.profile() != device.profile()) {
                units = new Units(device.profile(), Answers.units(device));
                unitsByDevice.put(device.id(), units);
            }
            var topic = new LocalTopic(facility, device.id(), Verb.LIVE).path();
            over.publish(topic, Answers.live(device, units.byMetric(), live.entry()), 0, null);
        });
    }
}
