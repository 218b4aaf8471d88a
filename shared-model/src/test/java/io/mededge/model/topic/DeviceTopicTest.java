package io.mededge.model.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTopicTest {
    @Property
    void whatIsBuiltIsReadBack(
            @ForAll("ids") String region,
            @ForAll("ids") String facility,
            @ForAll("ids") String device,
            @ForAll Verb verb) {
        var topic = new DeviceTopic(Place.of(region, facility), new DeviceId(device), verb);
        assertThat(DeviceTopic.parse(topic.path())).contains(topic);
    }

    @Property
    void whatIsReadIsBuiltAgainOrRefused(@ForAll("nearlyTopics") String text) {
        DeviceTopic.parse(text)
                .ifPresent(topic ->
                        assertThat(topic.path()).as("one spelling only").isEqualTo(text));
    }

    @Property
    void aFilterOfARegionTakesItsTopicsAndNoOther(
            @ForAll("fewIds") String region,
            @ForAll("fewIds") String other,
            @ForAll Verb verb,
            @ForAll Verb otherVerb) {
        var topic = new DeviceTopic(Place.of(region, "f"), new DeviceId("d"), verb);
        var taken = takes(DeviceTopic.filter(new RegionId(other), otherVerb), topic.path());
        assertThat(taken).isEqualTo(region.equals(other) && verb == otherVerb);
    }

    @Property
    void aFilterOfAFacilityTakesItsTopicsAndNoOther(
            @ForAll("fewIds") String facility, @ForAll("fewIds") String other, @ForAll Verb verb) {
        var topic = new DeviceTopic(Place.of("r", facility), new DeviceId("d"), verb);
        var taken = takes(DeviceTopic.filter(Place.of("r", other), verb), topic.path());
        assertThat(taken).isEqualTo(facility.equals(other));
    }

    @Test
    void isSpelledAsTheReferenceSays() {
        var topic = new DeviceTopic(Place.of("region-1", "facility-1"), new DeviceId("A-01-hd"), Verb.TELEMETRY);
        assertThat(topic.path()).isEqualTo("devices/region-1/facility-1/A-01-hd/telemetry");
        assertThat(Arrays.stream(Verb.values()).filter(verb -> verb.direction() == DeviceTopic.Direction.UP))
                .containsExactly(Verb.TELEMETRY, Verb.ALARM, Verb.STATUS, Verb.REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "devices",
                "devices/r/f/d",
                "devices/r/f/d/telemetry/",
                "devices/r/f/d/telemetry/x",
                "/devices/r/f/d/telemetry",
                "Devices/r/f/d/telemetry",
                "device/r/f/d/telemetry",
                "devices/r/f/d/TELEMETRY",
                "devices/r/f/d/temperature",
                "devices/r/f//telemetry",
                "devices/r/+/d/telemetry",
                "devices/r/f/#",
                "devices/r/f/d e/telemetry",
                "devices/r/f/-d/telemetry",
                "devices/r/f/d\u0000/telemetry",
                "devices/r/f/d\n/telemetry",
                "devices/r/f/d\u00e9/telemetry",
                "devices/r/f/0123456789012345678901234567890123456789012345678/telemetry",
                "$share/intake/devices/r/f/d/telemetry"
            })
    void refusesWhatIsNoTopic(String text) {
        assertThat(DeviceTopic.parse(text)).isEmpty();
    }

    /** MQTT's single-level wildcard, written anew so that the filters are not tested with the grammar's own code. */
    private static boolean takes(String filter, String topic) {
        var wanted = filter.split("/", -1);
        var given = topic.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (var i = 0; i < wanted.length; i++) {
            if (!wanted[i].equals("+") && !wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars('-')
                .ofMinLength(1)
                .ofMaxLength(48)
                .filter(id -> id.charAt(0) != '-');
    }

    @Provide
    Arbitrary<String> fewIds() {
        return Arbitraries.of("a", "b", "A");
    }

    @Provide
    Arbitrary<String> nearlyTopics() {
        var parts = Arbitraries.of(
                "devices", "Devices", "r", "f-1", "-", "", "+", "#", "telemetry", "ack", "ACK", "\u0000", "a b");
        return parts.list().ofMaxSize(6).map(list -> String.join("/", list));
    }
}
