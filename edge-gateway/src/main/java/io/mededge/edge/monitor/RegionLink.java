package io.mededge.edge.monitor;

import io.mededge.edge.uplink.UplinkState;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The delivery to the region in one line.
 *
 * @param warn whether somebody should look at it; the facility works without the region, so it is never an alarm
 */
record RegionLink(String words, boolean warn) {
    /** Entries wait for their acknowledgement all the time; what waits longer than this is a backlog. */
    private static final Duration BACKLOG = Duration.ofSeconds(15);

    static RegionLink of(@Nullable UplinkState state, ZoneId zone) {
        if (state == null) {
            return new RegionLink("Region: starting", false);
        }
        if (!state.configured()) {
            return new RegionLink("Region: not configured, data stay here", false);
        }
        var waiting = Readout.number(state.unacknowledged(), 0);
        var behind = state.oldestUnacknowledged().compareTo(BACKLOG) > 0;
        if (!state.connected()) {
            var since = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
                    .format(state.since().atZone(zone));
            return new RegionLink(
                    "Region: no connection since " + since + " · " + waiting + " records kept here", true);
        }
        return behind
                ? new RegionLink(
                        "Region: connected · " + waiting + " records to deliver, oldest "
                                + age(state.oldestUnacknowledged()),
                        true)
                : new RegionLink("Region: connected · nothing behind", false);
    }

    private static String age(Duration age) {
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s";
        }
        return age.toHours() < 1 ? age.toMinutes() + " min" : age.toHours() + " h " + age.toMinutesPart() + " min";
    }
}
