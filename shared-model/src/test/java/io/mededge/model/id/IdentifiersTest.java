package io.mededge.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One alphabet for all identifiers: safe in a topic, a key, a file name, a URL and a log line. */
class IdentifiersTest {
    private static final List<Function<String, Object>> KINDS =
            List.of(RegionId::new, FacilityId::new, DeviceId::new, MetricId::new);

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "A-01-hd", "region-1", "a-", "012345678901234567890123456789012345678901234567"})
    void takesLettersDigitsAndHyphens(String text) {
        assertThat(KINDS).allSatisfy(kind -> assertThat(kind.apply(text)).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-a",
                "a b",
                "a/b",
                "a+",
                "#",
                "a.b",
                "a_b",
                "a\n",
                "\u00e4",
                "\u0660",
                "0123456789012345678901234567890123456789012345678"
            })
    void refusesAnythingElseWithoutRepeatingIt(String text) {
        assertThat(KINDS)
                .allSatisfy(kind -> assertThatThrownBy(() -> kind.apply(text))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("a ")
                        .hasMessageContaining("must be 1 to 48 letters, digits or hyphens"));
    }

    @Test
    void anEpochIsPositive() {
        var place = Place.of("r", "f");
        var device = new DeviceId("d");
        assertThatThrownBy(() -> new StreamId(place, device, device, StreamClass.EVENTS, 0))
                .hasMessageContaining("an epoch must be positive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Jane Doe",
                "00000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000\n",
                "ABCDEF0000000000000000000000000000000000000000000000000000000000"
            })
    void aPseudonymIs64HexadecimalDigitsAndARefusalDoesNotRepeatTheText(String text) {
        assertThatThrownBy(() -> new Pseudonym(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pseudonym must be 64 lower-case hexadecimal digits");
    }
}
