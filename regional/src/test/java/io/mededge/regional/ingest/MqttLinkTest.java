package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MqttLinkTest {
    @Test
    void pausesGrowAreRandomAndBounded() {
        var afterMany =
                IntStream.range(0, 200).mapToObj(i -> MqttLink.pause(1_000)).toList();

        assertThat(afterMany).allMatch(pause -> pause.compareTo(Duration.ofSeconds(30)) <= 0);
        assertThat(afterMany.stream().distinct().count()).isGreaterThan(50);
        assertThat(MqttLink.pause(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
}
