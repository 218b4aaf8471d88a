package io.mededge.model.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.topic.LocalTopic.Party;
import io.mededge.model.topic.LocalTopic.Verb;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTopicTest {
    @Property
    void whatIsBuiltIsReadBack(@ForAll("ids") String facility, @ForAll("ids") String device, @ForAll Verb verb) {
        var topic = new LocalTopic(new FacilityId(facility), new DeviceId(device), verb);
        assertThat(LocalTopic.parse(topic.path())).contains(topic);
    }

    @Test
    void isSpelledAsTheReferenceSays() {
        var facility = new FacilityId("facility-1");
        assertThat(new LocalTopic(facility, new DeviceId("vitals-1"), Verb.TELEMETRY).path())
                .isEqualTo("local/facility-1/vitals-1/telemetry");
        assertThat(LocalTopic.filter(facility, Verb.LIVE)).isEqualTo("local/facility-1/+/live");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "local/facility-1/vitals-1",
                "local/facility-1/vitals-1/telemetry/x",
                "devices/facility-1/vitals-1/telemetry",
                "local/facility-1/vitals_1/telemetry",
                "local/facility-1/+/telemetry",
                "local/facility-1/vitals-1/Telemetry",
                "local/facility-1/vitals-1/command",
                "/local/facility-1/vitals-1/telemetry",
            })
    void anythingElseIsNoTopic(String text) {
        assertThat(LocalTopic.parse(text)).isEmpty();
    }

    @Test
    void nobodyHearsItself() {
        for (var verb : Verb.values()) {
            assertThat(verb.listener()).as(verb.segment()).isNotEqualTo(verb.speaker());
            assertThat(verb.speaker()).as(verb.segment()).isNotEqualTo(Party.BEDSIDE);
        }
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars('-')
                .ofMinLength(1)
                .ofMaxLength(48)
                .filter(text -> text.charAt(0) != '-');
    }
}
