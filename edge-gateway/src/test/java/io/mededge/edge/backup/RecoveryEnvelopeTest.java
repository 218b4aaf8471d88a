package io.mededge.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.identity.KeyFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecoveryEnvelopeTest {
    private final Random random = new Random(20260301);

    @Test
    void anySharesOfTheSetOpenTheEnvelopeAndNoFewer() throws Exception {
        var key = new byte[KeyFile.BYTES];
        random.nextBytes(key);
        var made = RecoveryEnvelope.make(key, 5, 3);
        for (var a = 0; a < 5; a++) {
            for (var b = a + 1; b < 5; b++) {
                for (var c = b + 1; c < 5; c++) {
                    var some = List.of(
                            made.shares().get(a),
                            made.shares().get(b),
                            made.shares().get(c));
                    assertThat(made.envelope()
                                    .open(some.stream()
                                            .map(share -> RecoveryShare.parse(
                                                    share.text().toUpperCase(Locale.ROOT)))
                                            .toList()))
                            .isEqualTo(key);
                }
                var few = List.of(
                        made.shares().get(a),
                        made.shares().get(b),
                        made.shares().get(a));
                assertThatThrownBy(() -> made.envelope().open(few)).isInstanceOf(IOException.class);
                // also one who calls two of three enough learns nothing
                var lowered = new RecoveryEnvelope(
                        made.envelope().set(), 2, 5, made.envelope().sealed());
                assertThatThrownBy(() -> lowered.open(few)).isInstanceOf(IOException.class);
            }
        }
        var mistyped = made.shares().get(0).text().replaceFirst("1 ([0-9a-f])", "1 x");
        assertThatThrownBy(() -> RecoveryShare.parse(mistyped)).hasMessageContaining("mistyped");
    }
}
