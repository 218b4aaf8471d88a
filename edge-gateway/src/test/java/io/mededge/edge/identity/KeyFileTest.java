package io.mededge.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    @Test
    void aNewKeyIsForItsOwnerOnlyAndReadAgain() throws IOException {
        var file = folder.resolve("a.key");
        var key = KeyFile.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.read(file)).isEqualTo(key).hasSize(KeyFile.BYTES);
        assertThat(KeyFile.create(folder.resolve("b.key"))).isNotEqualTo(key);
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        var file = folder.resolve("a.key");
        KeyFile.create(file);
        assertThatThrownBy(() -> KeyFile.create(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        var file = folder.resolve("a.key");
        KeyFile.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("mode 600");
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        var file = folder.resolve("a.key");
        assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(NoSuchFileException.class);
        KeyFile.create(file);
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("does not hold a key");
    }
}
