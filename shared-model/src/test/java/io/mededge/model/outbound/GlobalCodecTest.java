package io.mededge.model.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.mededge.model.GoldenFile;
import io.mededge.model.HostileBytes;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.wire.OutboundWire;
import io.mededge.model.safety.Hazard;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalCodecTest {
    private static final Place PLACE = Place.of("region-1", "facility-1");

    private static final GlobalBound ENTRY = new CatalogEntry(
            PLACE,
            new DeviceId("A-01-hd"),
            new ModelName("mededge-hd"),
            new SerialNumber("SIM-0001"),
            new VersionNumber("1.0"),
            new ModelName("mededge-hd"),
            1,
            CatalogEntry.Health.REPORTING,
            LocalDate.of(2026, 3, 1));

    private static final GlobalBound AGGREGATE = new FacilityAggregate(
            PLACE,
            new MetricId("blood-flow"),
            new UnitCode("mL/min"),
            Instant.parse("2026-03-01T08:00:00Z"),
            52,
            374_400,
            301.25,
            17.5,
            3);

    @Property(tries = 500)
    void whatLeavesARegionArrivesAsItWasSent(@ForAll("contents") GlobalBound content) {
        assertThat(GlobalCodec.decode(GlobalCodec.encode(content))).isEqualTo(new Decoded.Value<>(content));
    }

    @Test
    void hasTheBytesThatWereAgreed() {
        new GoldenFile("global-catalog-entry").assertSame(GlobalCodec.encode(ENTRY));
        new GoldenFile("global-facility-aggregate").assertSame(GlobalCodec.encode(AGGREGATE));
    }

    @Test
    void answersWhateverComes() {
        var hostile = new HostileBytes<>(
                List.of(GlobalCodec.encode(ENTRY), GlobalCodec.encode(AGGREGATE)),
                GlobalCodec::decode,
                GlobalCodec::encode);
        hostile.assertEveryTruncationIsAnswered();
        assertThat(hostile.assertMutationsAreAnswered())
                .as("inputs that came close")
                .isPositive();
    }

    @Test
    void eachRuleOfTheContractHasItsReason() {
        assertReason(wire(ENTRY).setSchema(0), "schema 0 is not known");
        assertReason(wire(ENTRY).clearBody(), "no content");
        assertReason(entry(e -> e.setHealth(77)), "health number 77");
        assertReason(entry(e -> e.setHealth(-1)), "health number -1");
        assertReason(entry(e -> e.setModel("Jane Doe's machine")), "a model name");
        assertReason(entry(e -> e.setDayEpoch(Long.MAX_VALUE)), "");
        assertReason(aggregate(a -> a.setMean(Double.NaN)), "finite");
        assertReason(aggregate(a -> a.setHourEpoch(Long.MIN_VALUE)), "");
        assertReason(aggregate(a -> a.setUnit("mL per minute")), "a unit");
        assertReason(aggregate(a -> a.setSamples(51)), "at least one sample of each contributor");
        assertReason(aggregate(a -> a.setSamples(-1)), "at least one sample of each contributor");
        assertReason(aggregate(a -> a.setStandardDeviation(-0.1)), "not negative");
        assertReason(aggregate(a -> a.setRevision(0)), "from 1");
        assertReason(aggregate(a -> a.setRevision(-3)), "from 1");
    }

    @Test
    void anHourThatIsNotWholeCannotBeExpressed() {
        assertThatThrownBy(() -> new FacilityAggregate(
                        PLACE, new MetricId("m"), new UnitCode("1"), Instant.EPOCH.plusSeconds(1), 11, 11, 0, 0, 1))
                .hasMessageContaining("whole hour");
    }

    @Test
    void aMessageLargerThanTheBoundIsRefusedUnread() {
        var room = GlobalCodec.MAX_BYTES - GlobalCodec.encode(ENTRY).length;
        assertThat(GlobalCodec.decode(padded(room))).isEqualTo(new Decoded.Value<>(ENTRY));
        assertThat(GlobalCodec.decode(padded(room + 1)))
                .isEqualTo(new Decoded.Malformed<>("a message has at most 16384 bytes, this has 16385"));
    }

    /** With a field that is not known here, which readers of protobuf skip. */
    private static byte[] padded(int bytes) {
        var message = GlobalCodec.encode(ENTRY);
        var headerBytes = 4; // the tag of field 999 has two bytes, a length from 128 to 16,383 also
        var unknown = UnknownFieldSet.newBuilder()
                .addField(
                        999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[bytes - headerBytes]))
                                .build())
                .build()
                .toByteArray();
        assertThat(unknown).hasSize(bytes);
        return ByteBuffer.allocate(message.length + bytes)
                .put(message)
                .put(unknown)
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, -1, Integer.MIN_VALUE})
    @Hazard("H-010")
    void aGroupThatIsTooSmallCannotBeExpressedNorRead(int contributors) {
        assertThatThrownBy(() -> new FacilityAggregate(
                        PLACE, new MetricId("m"), new UnitCode("1"), Instant.EPOCH, contributors, 1, 0, 0, 1))
                .hasMessageContaining("at least 11");
        assertReason(aggregate(a -> a.setContributors(contributors)), "at least 11");
    }

    private static OutboundWire.GlobalMessage.Builder wire(GlobalBound content) {
        try {
            return OutboundWire.GlobalMessage.parseFrom(GlobalCodec.encode(content)).toBuilder();
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static OutboundWire.GlobalMessage.Builder entry(
            java.util.function.Consumer<OutboundWire.CatalogEntryMessage.Builder> change) {
        var message = wire(ENTRY);
        change.accept(message.getCatalogEntryBuilder());
        return message;
    }

    private static OutboundWire.GlobalMessage.Builder aggregate(
            java.util.function.Consumer<OutboundWire.FacilityAggregateMessage.Builder> change) {
        var message = wire(AGGREGATE);
        change.accept(message.getFacilityAggregateBuilder());
        return message;
    }

    private static void assertReason(OutboundWire.GlobalMessage.Builder message, String part) {
        var decoded = GlobalCodec.decode(message.build().toByteArray());
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        assertThat(((Decoded.Malformed<GlobalBound>) decoded).reason())
                .isNotBlank()
                .contains(part)
                .doesNotContain("Jane");
    }

    @Provide
    Arbitrary<GlobalBound> contents() {
        return Arbitraries.oneOf(entries(), aggregates());
    }

    private static Arbitrary<GlobalBound> entries() {
        var days = Arbitraries.longs().between(-1_000_000, 1_000_000).map(LocalDate::ofEpochDay);
        return Combinators.combine(
                        places(),
                        ids(48).map(DeviceId::new),
                        ids(48).map(ModelName::new),
                        ids(32).map(SerialNumber::new),
                        versions(),
                        Arbitraries.integers(),
                        Arbitraries.of(CatalogEntry.Health.class),
                        days)
                .as((place, device, model, serial, firmware, version, health, day) ->
                        new CatalogEntry(place, device, model, serial, firmware, model, version, health, day));
    }

    private static Arbitrary<GlobalBound> aggregates() {
        var hours = Arbitraries.longs()
                .between(-10_000_000, 10_000_000)
                .map(hour -> Instant.EPOCH.plus(hour, ChronoUnit.HOURS));
        var finite = Arbitraries.doubles().between(-Double.MAX_VALUE, Double.MAX_VALUE);
        var counts = Arbitraries.longs().between(Integer.MAX_VALUE, Long.MAX_VALUE);
        var units = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(24)
                .map(UnitCode::new);
        return Combinators.combine(
                        places(),
                        ids(48).map(MetricId::new),
                        units,
                        hours,
                        Arbitraries.integers().between(FacilityAggregate.MIN_CONTRIBUTORS, Integer.MAX_VALUE),
                        counts,
                        finite,
                        counts)
                .as((place, metric, unit, hour, contributors, samples, mean, revision) -> new FacilityAggregate(
                        place, metric, unit, hour, contributors, samples, mean, Math.abs(mean), revision));
    }

    private static Arbitrary<Place> places() {
        return Combinators.combine(ids(48), ids(48)).as(Place::of);
    }

    private static Arbitrary<String> ids(int longest) {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(longest);
    }

    private static Arbitrary<VersionNumber> versions() {
        return Arbitraries.integers()
                .between(0, 999_999)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(numbers -> new VersionNumber(
                        String.join(".", numbers.stream().map(String::valueOf).toList())));
    }
}
