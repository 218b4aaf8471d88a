package io.mededge.regional.deid;

import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.SerialNumber;
import io.mededge.model.outbound.UnitCode;
import io.mededge.model.outbound.VersionNumber;
import io.mededge.regional.analytics.FacilityHour;
import io.mededge.regional.device.RegisteredDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hop 9 of a measurement: what the region knows → what the world may know, or nothing. Default is deny: a text that does not fit its typed id becomes
 * "unknown" and never leaves as it is.
 */
public final class Deidentifier {
    /** How long a device may be without a value of the new day before the day is called silent. */
    static final Duration GRACE = Duration.ofHours(1);

    private static final ModelName UNKNOWN_MODEL = new ModelName("unknown");
    private static final SerialNumber UNKNOWN_SERIAL = new SerialNumber("unknown");
    private static final VersionNumber UNKNOWN_VERSION = new VersionNumber("0");

    private final RegionId region;

    public Deidentifier(RegionId region) {
        this.region = region;
    }

    /**
     * Empty when the group is too small, or the numbers or the unit are none. Also when too few machines make the difference to the revision that the
     * world has: whoever has both could subtract one from the other, and what is left would be those few. The world then keeps the former revision.
     */
    public Optional<FacilityAggregate> aggregate(FacilityHour hour) {
        if (Math.min(hour.contributors(), hour.changed()) < FacilityAggregate.MIN_CONTRIBUTORS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FacilityAggregate(
                    new Place(region, hour.facility()),
                    hour.metric(),
                    new UnitCode(hour.unit()),
                    hour.hour(),
                    hour.contributors(),
                    hour.samples(),
                    hour.mean(),
                    hour.deviation(),
                    hour.revision()));
        } catch (IllegalArgumentException outOfBounds) {
            return Optional.empty();
        }
    }

    /** Empty shortly after midnight, when there is nothing to say about the new day yet. */
    public Optional<CatalogEntry> entry(RegisteredDevice device, Instant now) {
        return health(device, now)
                .map(health -> new CatalogEntry(
                        new Place(region, device.facility()),
                        device.device(),
                        typed(ModelName::new, device.model(), UNKNOWN_MODEL),
                        typed(SerialNumber::new, device.serial(), UNKNOWN_SERIAL),
                        typed(VersionNumber::new, device.firmware(), UNKNOWN_VERSION),
                        typed(ModelName::new, device.profile(), UNKNOWN_MODEL),
                        device.profileVersion(),
                        health,
                        day(now)));
    }

    private static Optional<Health> health(RegisteredDevice device, Instant now) {
        var last = device.lastMinute();
        if (last != null && !day(last).isBefore(day(now))) {
            return Optional.of(Health.REPORTING);
        }
        var justMidnight = last != null && last.plus(GRACE).isAfter(now);
        return justMidnight ? Optional.empty() : Optional.of(Health.SILENT);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static <T> T typed(Function<String, T> type, String text, T unknown) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException doesNotFit) {
            return unknown;
        }
    }
}
