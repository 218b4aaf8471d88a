package io.mededge.global.catalog;

import java.nio.file.Path;
import java.util.Optional;

/** {@code global.catalog.*} */
public interface CatalogConfig {
    /**
     * A file of at least 32 bytes, the key that authenticates page tokens. All instances behind one address need the same. Without it each start makes a
     * random key, and a token that is older than the start is refused.
     */
    Optional<Path> pageTokenKeyFile();
}
