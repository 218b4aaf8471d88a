package io.mededge.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.RegionId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final byte[] KEY = new byte[KeyFile.BYTES];

    private final Pseudonyms pseudonyms = new Pseudonyms(KEY, new RegionId("region-1"), 1);

    private static Identifier identifier(String system, String value) {
        return new Identifier(system, "MR", value);
    }

    @Test
    void equalIdentifiersGiveEqualPseudonymsHoweverTheyWereTyped() {
        assertThat(pseudonyms.of(identifier("urn:oid:2.999.1", "ab 12-3")))
                .isEqualTo(pseudonyms.of(identifier("urn:oid:2.999.1", " AB12-3")))
                .isEqualTo(pseudonyms.of(identifier("urn:oid:2.999.1", "ＡＢ１２-３")));
    }

    @Test
    void equalNumbersOfTwoAuthoritiesNeverMeet() {
        assertThat(pseudonyms.of(identifier("urn:oid:2.999.1", "4711")))
                .isNotEqualTo(pseudonyms.of(identifier("urn:oid:2.999.2", "4711")))
                .isNotEqualTo(pseudonyms.of(new Identifier("urn:oid:2.999.1", "NI", "4711")));
    }

    @Test
    void keyRegionAndEpochEachChangeIt() {
        var otherKey = KEY.clone();
        otherKey[0] = 1;
        var id = identifier("urn:oid:2.999.1", "4711");
        assertThat(Set.of(
                        pseudonyms.of(id),
                        new Pseudonyms(otherKey, new RegionId("region-1"), 1).of(id),
                        new Pseudonyms(KEY, new RegionId("region-2"), 1).of(id),
                        new Pseudonyms(KEY, new RegionId("region-1"), 2).of(id)))
                .hasSize(4);
    }

    /** What is stored in the region must be found again by every later version. */
    @Test
    void aKnownIdentifierHasItsKnownPseudonym() {
        assertThat(pseudonyms.of(identifier("urn:oid:2.999.1", "4711")).hex())
                .isEqualTo("b2619ca50f845b6234c924d3c9e3897c5b421717ca885b7f4a0f160d33734705");
    }

    @Property(tries = 500)
    void twoListsOfTextsNeverHaveTheSameBytes(
            @ForAll @StringLength(max = 6) String first, @ForAll @StringLength(max = 6) String second) {
        var joined = HexFormat.of().formatHex(Pseudonyms.hmac(KEY, first + second, ""));
        var split = HexFormat.of().formatHex(Pseudonyms.hmac(KEY, first, second));
        assertThat(joined.equals(split)).isEqualTo(second.isEmpty());
        assertThat(Arrays.equals(Pseudonyms.hmac(KEY, first), Pseudonyms.hmac(KEY, first, "")))
                .isFalse();
    }
}
