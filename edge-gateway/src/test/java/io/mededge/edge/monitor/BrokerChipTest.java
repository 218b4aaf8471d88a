package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.broker.IntakeState;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BrokerChipTest {
    private static final Instant SINCE = Instant.parse("2026-03-01T10:15:30Z");

    @Test
    void saysHowItStandsAndNothingWhereThereIsNone() {
        assertThat(chip(false, false)).isEqualTo(new BrokerChip("", false));
        assertThat(chip(true, true)).isEqualTo(new BrokerChip("Bedside broker: connected", false));
        assertThat(chip(true, false)).isEqualTo(new BrokerChip("Bedside broker: no connection since 10:15", true));
    }

    private static BrokerChip chip(boolean configured, boolean connected) {
        return BrokerChip.of(new IntakeState(configured, connected, SINCE), ZoneOffset.UTC);
    }
}
