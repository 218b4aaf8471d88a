package io.mededge.global.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry.Health;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final DeviceFilter REGION = new DeviceFilter(new RegionId("region-1"), null, null, null, null);
    private static final ByteBuffer STATE = ByteBuffer.wrap("where the page ended".getBytes(UTF_8));

    private final PageTokens tokens = new PageTokens(new byte[PageTokens.KEY_BYTES]);

    @Test
    void opensWhatItIssued() {
        var token = tokens.issue(REGION, STATE);

        assertThat(tokens.open(REGION, token)).isEqualTo(Checked.valid(STATE));
    }

    @Test
    void refusesATokenOfAnotherFilter() {
        var token = tokens.issue(REGION, STATE);

        assertRefused(tokens.open(DeviceFilter.EVERYTHING, token));
        assertRefused(tokens.open(new DeviceFilter(REGION.region(), null, null, Health.SILENT, null), token));
    }

    @Test
    void refusesEachTokenThatDiffersInOneCharacter() {
        var token = tokens.issue(REGION, STATE);

        for (var at = 0; at < token.length(); at++) {
            for (var other : ALPHABET.toCharArray()) {
                if (other != token.charAt(at)) {
                    assertRefused(tokens.open(REGION, token.substring(0, at) + other + token.substring(at + 1)));
                }
            }
        }
    }

    @Test
    void refusesEachBeginningOfAToken() {
        var token = tokens.issue(REGION, STATE);

        for (var length = 0; length < token.length(); length++) {
            assertRefused(tokens.open(REGION, token.substring(0, length)));
        }
    }

    @Test
    void refusesATokenOfAnotherKey() {
        var other = new byte[PageTokens.KEY_BYTES];
        other[0] = 1;

        assertRefused(tokens.open(REGION, new PageTokens(other).issue(REGION, STATE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "no token", "äöü", "AAAA", "////"})
    void refusesWhatNeverWasAToken(String token) {
        assertRefused(tokens.open(REGION, token));
    }

    @Test
    void refusesATokenThatIsTooLongBeforeReadingIt() {
        assertRefused(tokens.open(REGION, "A".repeat(PageTokens.MAX_LENGTH + 1)));
    }

    @Test
    void instancesWithOneKeyFileUnderstandEachOther(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("key"), new byte[PageTokens.KEY_BYTES]);
        var token = PageTokens.with(Optional.of(file)).issue(REGION, STATE);

        assertThat(PageTokens.with(Optional.of(file)).open(REGION, token)).isEqualTo(Checked.valid(STATE));
        assertRefused(PageTokens.with(Optional.empty()).open(REGION, token));
    }

    @Test
    void aShortKeyStopsTheStart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PageTokens(new byte[PageTokens.KEY_BYTES - 1]));
    }

    private static void assertRefused(Checked<?> opened) {
        assertThat(opened)
                .isInstanceOfSatisfying(
                        Checked.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(FaultCode.CATALOG_BAD_PAGE_TOKEN));
    }
}
