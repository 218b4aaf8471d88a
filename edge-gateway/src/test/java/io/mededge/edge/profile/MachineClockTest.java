package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.outbound.Quality;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineClockTest {
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.500Z");

    private static MachineClock clock(String keys) {
        var parsed = ProfileLoader.parse("test.yaml", """
                profile: p
                version: 1
                clock: {%s}
                points: [{id: x, area: input, address: 40, unit: mL, plausible: 0..100}]
                """.formatted(keys));
        assertThat(parsed.findings()).isEmpty();
        return ((ProfileLoader.Result.Valid) parsed).profile().clock().orElseThrow();
    }

    private static RegisterImage image(int... words) {
        var image = new RegisterImage();
        image.put(new Block(Point.Area.INPUT, 90, words.length), words);
        return image;
    }

    @Test
    void secondsSince1970() {
        var seconds = AT.getEpochSecond() - 3;
        var image = image((int) (seconds >> 16), (int) (seconds & 0xffff));
        var deviation = clock("area: input, address: 90, form: seconds").deviation(image, AT);
        assertThat(deviation.value()).isEqualTo(-3);
        assertThat(deviation.quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void aCalendarIsReadInItsZone() {
        var image = image(2026, 3, 1, 9, 0, 10);
        assertThat(clock("area: input, address: 90, form: calendar, zone: Europe/Berlin")
                        .deviation(image, AT)
                        .value())
                .isEqualTo(10);
        assertThat(clock("area: input, address: 90, form: calendar")
                        .deviation(image, AT)
                        .value())
                .isEqualTo(3_610);
        assertThat(clock("area: input, address: 90, form: calendar").zone()).isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void whatIsNoTimeIsMarked() {
        var deviation = clock("area: input, address: 90, form: calendar").deviation(image(2026, 13, 1, 0, 0, 0), AT);
        assertThat(deviation.quality()).isEqualTo(Quality.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "area: input, address: 90, form: seconds, zone: UTC",
                "area: input, address: 90, form: calendar, zone: Nowhere/Land",
                "area: coil, address: 90, form: seconds",
                "area: input, address: 65535, form: seconds",
                "area: input, address: 39, form: seconds",
                "area: input, address: 90",
            })
    void aClockThatCannotBeIsRefused(String keys) {
        assertThat(ProfileLoader.parse("test.yaml", """
                profile: p
                version: 1
                clock: {%s}
                points: [{id: x, area: input, address: 40, unit: mL, plausible: 0..100}]
                """.formatted(keys)))
                .isInstanceOf(ProfileLoader.Result.Invalid.class);
    }
}
