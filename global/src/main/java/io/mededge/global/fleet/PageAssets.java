package io.mededge.global.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The script and stylesheet of the fleet page, asked for with a hash of their content, so that browsers may keep them and never keep an old one. */
@ApplicationScoped
class PageAssets {
    private static final List<String> FILES =
            List.of("/META-INF/resources/fleet/fleet.js", "/META-INF/resources/fleet/fleet.css");
    private static final int HASH_BYTES = 8;

    private final String version = hash();

    String version() {
        return version;
    }

    private static String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : FILES) {
                try (var content = PageAssets.class.getResourceAsStream(file)) {
                    if (content == null) {
                        throw new IllegalStateException(file + " is not part of the application");
                    }
                    digest.update(content.readAllBytes());
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
