package io.mededge.edge.patient;

import io.mededge.edge.profile.Device;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * In which mode of operation (MDC_HDIALY_MACH_MODE_OF_OPERATION) each machine is, and since when it is out of use. It remembers nothing over a restart: then an
 * association is ended by hand. Thread-safe.
 */
final class ModeWatch {
    private static final MetricId MODE = new MetricId("mode");
    private static final Set<String> IN_USE = Set.of("PRETX", "TX", "POSTTX");
    private static final Set<String> OUT_OF_USE = Set.of("IDL", "DIS", "SVC");

    /** @param used when it was last in use; null: not since this start @param idleSince null: it is in use */
    private record Seen(
            String mode,
            Instant at,
            @Nullable Instant used,
            @Nullable Instant idleSince) {}

    private final Function<DeviceId, Optional<MetricDescription>> descriptions;
    private final Map<DeviceId, Seen> seen = new ConcurrentHashMap<>();

    /** @param descriptions what a device's metric {@code mode} means; empty: it has none */
    ModeWatch(Function<DeviceId, Optional<MetricDescription>> descriptions) {
        this.descriptions = descriptions;
    }

    static ModeWatch of(Function<DeviceId, Optional<Device>> devices) {
        return new ModeWatch(id -> devices.apply(id)
                .flatMap(device -> device.description().metrics().stream()
                        .filter(metric -> metric.id().equals(MODE))
                        .findFirst()));
    }

    /** A record of a device; only samples with a good mode are of interest. Quick, for it is called by the journal. */
    void observe(DeviceId device, Entry entry) {
        if (entry.body() instanceof Sample sample) {
            for (var reading : sample.readings()) {
                if (reading.metric().equals(MODE) && reading.quality() == Quality.GOOD) {
                    code(device, reading.value())
                            .ifPresent(code -> seen.merge(
                                    device, first(code, entry.at()), (before, now) -> next(before, code, entry.at())));
                }
            }
        }
    }

    private Optional<String> code(DeviceId device, double number) {
        return descriptions.apply(device).flatMap(mode -> mode.choice(number)).map(Choice::code);
    }

    private static Seen first(String code, Instant at) {
        return new Seen(code, at, IN_USE.contains(code) ? at : null, OUT_OF_USE.contains(code) ? at : null);
    }

    private static Seen next(Seen before, String code, Instant at) {
        if (at.isBefore(before.at())) {
            return before;
        }
        var idleSince = before.idleSince() == null ? at : before.idleSince();
        return new Seen(
                code, at, IN_USE.contains(code) ? at : before.used(), OUT_OF_USE.contains(code) ? idleSince : null);
    }

    /** Its mode; empty if it has said none since this start. */
    Optional<String> mode(DeviceId device) {
        return Optional.ofNullable(seen.get(device)).map(Seen::mode);
    }

    boolean isInUse(DeviceId device) {
        return mode(device).filter(IN_USE::contains).isPresent();
    }

    /**
     * Whether the machine was in use within an association and has itself said for this long since that it is out of use: silence says nothing, nor does a
     * machine that is still to be prepared.
     */
    boolean hasEnded(DeviceId device, Instant associated, Duration outOfUse) {
        var last = seen.get(device);
        return last != null
                && last.used() != null
                && !last.used().isBefore(associated)
                && last.idleSince() != null
                && Duration.between(last.idleSince(), last.at()).compareTo(outOfUse) >= 0;
    }
}
