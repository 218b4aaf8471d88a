package io.mededge.edge.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfirmationsTest {
    @Test
    void theOrderIsThatOfArrivalWhateverIsDurableFirst() {
        var confirmations = new Confirmations();
        for (var packet : new int[] {7, 8, 9, 1}) {
            confirmations.arrived(packet);
        }

        assertThat(confirmations.settled(8)).isEmpty();
        assertThat(confirmations.settled(7)).containsExactly(7, 8);
        assertThat(confirmations.settled(1)).isEmpty();
        assertThat(confirmations.settled(9)).containsExactly(9, 1);
        confirmations.arrived(7);
        assertThat(confirmations.settled(7)).as("packet numbers are used again").containsExactly(7);
    }
}
