package io.mededge.regional.transform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What corrections of associations have made of an Observation.
 *
 * @param correction the number of the correction whose Observation it is: what was measured in the minute while that correction says whose it is; 0: the
 *     minute as it was first recorded
 * @param newest the number of the newest correction that concerns it; 0: none does
 * @param at when that one was made; null: none concerns it
 * @param cut whether others have some of the minute's samples
 * @param withdrawn whether others have all of its samples: it was entered in error
 */
public record Revision(
        long correction, long newest, @Nullable Instant at, boolean cut, boolean withdrawn) {
    /** Nothing was corrected. */
    public static final Revision NONE = new Revision(0, 0, null, false, false);

    /** Whether it was another Observation before. */
    boolean isAmended() {
        return newest > correction;
    }
}
