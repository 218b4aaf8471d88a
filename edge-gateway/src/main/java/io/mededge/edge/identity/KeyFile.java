package io.mededge.edge.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/** A key of 256 random bits, or another secret, in a file that only its owner may read (mode 600). */
public final class KeyFile {
    public static final int BYTES = 32;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Reads the key.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if somebody else may read it, or it is not a key
     */
    public static byte[] read(Path file) throws IOException {
        var key = readSecret(file);
        if (key.length != BYTES) {
            throw new IOException("the key file " + file.getFileName() + " does not hold a key");
        }
        return key;
    }

    /** Reads a secret of any length. @throws IOException if there is none, or somebody else may read it */
    public static byte[] readSecret(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("the key file " + file.getFileName() + " is open to others ("
                    + PosixFilePermissions.toString(permissions) + "); it must have mode 600");
        }
        return Files.readAllBytes(file);
    }

    /** Makes a new key; durable when this returns. @throws IOException if the file exists or cannot be written */
    public static byte[] create(Path file) throws IOException {
        var key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        write(file, key);
        return key;
    }

    /** Keeps a secret; durable when this returns. @throws IOException if the file exists or cannot be written */
    public static void write(Path file, byte[] secret) throws IOException {
        if (Files.exists(file)) {
            throw new IOException("the key file " + file.getFileName() + " exists");
        }
        var half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        try (var channel = FileChannel.open(
                half,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            for (var bytes = ByteBuffer.wrap(secret); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            try (var folder = FileChannel.open(parent, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
