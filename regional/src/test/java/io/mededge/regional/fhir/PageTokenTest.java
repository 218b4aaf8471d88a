package io.mededge.regional.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PageTokenTest {
    private static final String QUERY = "/Observation?device=facility-1.A-01-hd";

    @Test
    void aTokenOpensForItsOwnQueryOnly() {
        var token = PageToken.issue(QUERY, new byte[] {1, 2, 3});
        assertThat(PageToken.open(QUERY, token))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2, 3));
        assertThat(PageToken.open(QUERY + "2", token)).isEmpty();
    }

    @Test
    void aTokenWithAnyCharacterChangedDoesNotOpen() {
        var token = PageToken.issue(QUERY, new byte[] {1, 2, 3, 4});
        for (var i = 0; i < token.length(); i++) {
            var changed = new StringBuilder(token);
            changed.setCharAt(i, token.charAt(i) == 'A' ? 'B' : 'A');
            assertThat(PageToken.open(QUERY, changed.toString()))
                    .as(changed.toString())
                    .isEmpty();
            assertThat(PageToken.open(QUERY, token.substring(0, i))).isEmpty();
        }
        for (var no : List.of("", "A", "????", "x".repeat(100_000))) {
            assertThat(PageToken.open(QUERY, no)).isEmpty();
        }
    }

    @Property(tries = 300)
    void aCursorIsReadAsItIsWritten(@ForAll Random random) {
        var delivered = new TreeSet<Long>();
        for (var i = random.nextInt(300); i > 0; i--) {
            delivered.add((random.nextInt(8) == 0 ? 1L << 40 : 0) + 1 + random.nextInt(1_700));
        }
        var cursor = new ObservationCursor(
                TimeSpan.ALWAYS.first() + Math.floorMod(random.nextLong(), TimeSpan.ALWAYS.last()),
                random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(1_000),
                random.nextInt(3),
                delivered);
        assertThat(ObservationCursor.decode(cursor.encode())).contains(cursor);
    }

    @Test
    void noBytesMakeADecoderThrow() {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(ObservationCursor.decode(bytes)).isNotNull();
        }
    }

    /** The last page of the latest Observations of a whole facility, in the worst order, still has a link that fits into a URL. */
    @Test
    void aCursorOverAFacilityIsSmall() {
        var everySecond = new TreeSet<Long>();
        for (var number = 1L; number <= 1_700; number += 2) {
            everySecond.add(number);
        }
        assertThat(new ObservationCursor(0, 0, everySecond).encode()).hasSizeLessThan(PageToken.MAX_BYTES);
    }
}
