package io.mededge.edge.monitor;

import io.mededge.edge.broker.IntakeState;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The facility's own broker in one line.
 *
 * @param words empty if there is none
 * @param warn whether somebody should look at it; machines keep what the broker has not confirmed, so it is never an alarm
 */
record BrokerChip(String words, boolean warn) {
    static BrokerChip of(@Nullable IntakeState state, ZoneId zone) {
        if (state == null || !state.configured()) {
            return new BrokerChip("", false);
        }
        if (state.connected()) {
            return new BrokerChip("Bedside broker: connected", false);
        }
        var since = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
                .format(state.since().atZone(zone));
        return new BrokerChip("Bedside broker: no connection since " + since, true);
    }
}
