package io.mededge.regional.device;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device as its newest description has it.
 *
 * @param rhythm how often values of it are due
 * @param describedAt when it last described itself
 * @param lastMinute the newest minute in which values of the device, or for a gateway of any of its devices, were measured; null: never
 * @param silence since when its gateway gets no values from it; null while it does, as far as the region has heard
 */
public record RegisteredDevice(
        FacilityId facility,
        DeviceId device,
        DeviceId gateway,
        String model,
        String serial,
        String firmware,
        String station,
        String zone,
        String profile,
        int profileVersion,
        Rhythm rhythm,
        Instant describedAt,
        @Nullable Instant lastMinute,
        @Nullable Silence silence) {

    /** Values are known by the minute in which they were measured, and the newest minute may just have begun. */
    private static final Duration GRAIN = Duration.ofMinutes(2);

    /**
     * How often values are due.
     *
     * @param poll distance of its polls
     * @param episodic whether it has nothing but vital signs, which are measured now and then and not with each poll
     * @param maxSilence if all its values are recorded on change only, the shortest time after which one is recorded all the same; else zero
     */
    public record Rhythm(Duration poll, boolean episodic, Duration maxSilence) {
        /** A blood pressure cuff measures every 15 to 30 minutes. */
        private static final Duration BETWEEN_EPISODES = Duration.ofMinutes(30);

        /** As on the facility's board: one or two lost polls are no news. */
        private static final int POLLS = 3;

        /** The longest time between two values that is no cause for worry. */
        public Duration longestSilence() {
            return episodic ? BETWEEN_EPISODES : poll.multipliedBy(POLLS).plus(maxSilence);
        }
    }

    /** Its gateway asks and gets no values. */
    public record Silence(FaultCode fault, Instant since) {}

    /** How old its newest minute may become before it is late. */
    public Duration patience() {
        return rhythm.longestSilence().plus(GRAIN);
    }

    /** Whether a value is overdue: its gateway gets none, or nothing has come for longer than it is ever silent. A device is given that time after its description. */
    public boolean isLate(Instant now) {
        var newest = lastMinute == null ? describedAt : lastMinute;
        return silence != null || newest.plus(patience()).isBefore(now);
    }
}
