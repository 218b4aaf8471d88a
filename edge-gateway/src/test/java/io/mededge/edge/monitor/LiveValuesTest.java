package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveValuesTest {
    private final LiveValues values = new LiveValues();

    @Test
    void tellsOnlyWhatChangedSinceTheClientAsked() {
        values.put("a", "1");
        values.put("b", "1");
        var first = values.since(0, key -> true);
        values.put("a", "2");
        values.put("b", "1");
        assertThat(first.values()).containsOnlyKeys("a", "b");
        assertThat(values.since(first.version(), key -> true).values())
                .containsOnlyKeys("a")
                .containsEntry("a", "2");
    }

    @Test
    void aClientThatWasPassedOverGetsTheNewestOfAllItMissed() {
        values.put("a", "1");
        var seen = values.since(0, key -> true).version();
        for (var i = 2; i < 1_000; i++) {
            values.put("a", Integer.toString(i));
        }
        assertThat(values.since(seen, key -> true).values()).hasSize(1).containsEntry("a", "999");
    }

    @Test
    void aValueThatIsGoneIsTold() {
        values.put("a", "1");
        var seen = values.since(0, key -> true).version();
        values.put("a", null);
        assertThat(values.since(seen, key -> true).values()).containsEntry("a", null);
    }

    @Test
    void whatIsNotWantedIsNotTold() {
        values.put("a.spark.tmp", "1");
        assertThat(values.since(0, key -> !key.contains("spark")).values()).isEmpty();
    }
}
