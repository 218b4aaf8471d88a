package io.mededge.model.outbound;

import java.util.List;

/**
 * What a device is and what its values mean, as its profile says: sent when a gateway starts and when a profile changes, so that a region needs no
 * profile files and a facility can add devices that the region has never seen.
 *
 * @param model for example {@code mededge-hd}; 1 to 64 printable characters, as all texts here
 * @param serial as the facility scopes it
 * @param firmware empty when unknown
 * @param station for example {@code A-01}; empty when the device has no fixed place
 * @param deviceType IEEE 11073 code of the kind of device, digits; empty when unknown
 * @param pollMillis the regular distance of samples, milliseconds
 */
public record DeviceDescription(
        String model,
        String serial,
        String firmware,
        String station,
        String zone,
        String profile,
        int profileVersion,
        String deviceType,
        int pollMillis,
        List<MetricDescription> metrics)
        implements RegionBound {
    /** Bound of every text in a description. */
    public static final int MAX_TEXT = 64;

    /** @throws IllegalArgumentException if a text is too long or not printable, or there are more metrics than a sample has readings */
    public DeviceDescription {
        metrics = List.copyOf(metrics);
        for (var text : List.of(model, serial, firmware, station, zone, profile, deviceType)) {
            checkText(text);
        }
        if (metrics.size() > Sample.MAX_READINGS) {
            throw new IllegalArgumentException("a description has at most " + Sample.MAX_READINGS + " metrics");
        }
    }

    static void checkText(String text) {
        if (text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a text in a description has at most " + MAX_TEXT + " printable characters");
        }
    }
}
