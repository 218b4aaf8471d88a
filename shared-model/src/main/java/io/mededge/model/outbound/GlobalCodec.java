package io.mededge.model.outbound;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.wire.OutboundWire;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/** {@link GlobalBound} to and from protobuf (shared-model/src/main/proto/mededge/outbound.proto). Decoding never throws. */
public final class GlobalCodec {
    /** A message needs some 200 bytes; the rest is room for fields that come later. Larger ones are refused unread. */
    public static final int MAX_BYTES = 16_384;

    static final int SCHEMA = 1;

    private GlobalCodec() {}

    public static byte[] encode(GlobalBound content) {
        var message = OutboundWire.GlobalMessage.newBuilder().setSchema(SCHEMA);
        if (content instanceof CatalogEntry entry) {
            message.setCatalogEntry(OutboundWire.CatalogEntryMessage.newBuilder()
                    .setRegion(entry.place().region().value())
                    .setFacility(entry.place().facility().value())
                    .setDevice(entry.device().value())
                    .setModel(entry.model().value())
                    .setSerial(entry.serial().value())
                    .setFirmware(entry.firmware().value())
                    .setProfile(entry.profile().value())
                    .setProfileVersion(entry.profileVersion())
                    .setHealth(entry.health().ordinal())
                    .setDayEpoch(entry.day().toEpochDay()));
        } else if (content instanceof FacilityAggregate aggregate) {
            message.setFacilityAggregate(OutboundWire.FacilityAggregateMessage.newBuilder()
                    .setRegion(aggregate.place().region().value())
                    .setFacility(aggregate.place().facility().value())
                    .setMetric(aggregate.metric().value())
                    .setUnit(aggregate.unit().value())
                    .setHourEpoch(TimeUnit.SECONDS.toHours(aggregate.hour().getEpochSecond()))
                    .setContributors(aggregate.contributors())
                    .setSamples(aggregate.samples())
                    .setMean(aggregate.mean())
                    .setStandardDeviation(aggregate.standardDeviation())
                    .setRevision(aggregate.revision()));
        }
        return message.build().toByteArray();
    }

    public static Decoded<GlobalBound> decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return new Decoded.Malformed<>("a message has at most " + MAX_BYTES + " bytes, this has " + bytes.length);
        }
        try {
            var message = OutboundWire.GlobalMessage.parseFrom(bytes);
            if (message.getSchema() != SCHEMA) {
                return new Decoded.Malformed<>("schema " + message.getSchema() + " is not known");
            }
            return switch (message.getBodyCase()) {
                case CATALOG_ENTRY -> new Decoded.Value<>(entry(message.getCatalogEntry()));
                case FACILITY_AGGREGATE -> new Decoded.Value<>(aggregate(message.getFacilityAggregate()));
                case BODY_NOT_SET -> new Decoded.Malformed<>("the message has no content that is known here");
            };
        } catch (InvalidProtocolBufferException notProtobuf) {
            return new Decoded.Malformed<>("the bytes are no protobuf message");
        } catch (IllegalArgumentException | DateTimeException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static CatalogEntry entry(OutboundWire.CatalogEntryMessage message) {
        var healths = CatalogEntry.Health.values();
        if (message.getHealth() < 0 || message.getHealth() >= healths.length) {
            throw new IllegalArgumentException("the health number " + message.getHealth() + " is not known");
        }
        return new CatalogEntry(
                Place.of(message.getRegion(), message.getFacility()),
                new DeviceId(message.getDevice()),
                new ModelName(message.getModel()),
                new SerialNumber(message.getSerial()),
                new VersionNumber(message.getFirmware()),
                new ModelName(message.getProfile()),
                message.getProfileVersion(),
                healths[message.getHealth()],
                LocalDate.ofEpochDay(message.getDayEpoch()));
    }

    private static FacilityAggregate aggregate(OutboundWire.FacilityAggregateMessage message) {
        return new FacilityAggregate(
                Place.of(message.getRegion(), message.getFacility()),
                new MetricId(message.getMetric()),
                new UnitCode(message.getUnit()),
                Instant.ofEpochSecond(TimeUnit.HOURS.toSeconds(message.getHourEpoch())),
                message.getContributors(),
                message.getSamples(),
                message.getMean(),
                message.getStandardDeviation(),
                message.getRevision());
    }
}
