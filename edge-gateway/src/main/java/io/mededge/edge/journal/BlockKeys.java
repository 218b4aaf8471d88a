package io.mededge.edge.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The journal's keys in a file that only its owner may read (mode 600). Blocks name their key by its number, so keys change while old blocks stay
 * readable; no key is ever removed. Thread-safe.
 *
 * <p>Nonces are 96 random bits, which is sound up to 2^32 blocks of one key (NIST SP 800-38D, section 8.3). A counter would be shorter to argue for while
 * everything works, but a disk that forgets, or a restored copy, would repeat it, and with GCM one repetition gives the key stream away. A key seals at most
 * {@link #MAX_SEALS} blocks. They are counted in this file by reservations of {@link #RESERVATION}, so that a crash counts too many, never too few.
 */
final class BlockKeys {
    static final String NAME = "journal.keys";
    static final long MAX_SEALS = 1L << 30;
    static final long RESERVATION = 1L << 20;

    /** A key a month for thousands of years; a file that names more is not ours. */
    private static final int MAX_KEYS = 65_536;

    private static final int KEY_BYTES = 32;
    private static final String HEADER = "mededge-journal-keys 1";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private record Stored(byte[] key, long reserved) {
        SecretKey secret() {
            return new SecretKeySpec(key, "AES");
        }
    }

    /** A key and the number under which blocks name it. */
    record Numbered(int number, SecretKey key) {}

    private final Path folder;
    private final Path file;
    private final TreeMap<Integer, Stored> keys = new TreeMap<>();
    private Numbered current;
    private long left;

    /** @throws IOException if the file is open to others, is not ours or cannot be written */
    BlockKeys(Path folder) throws IOException {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        if (Files.exists(file)) {
            read();
        }
        current = reserve();
    }

    static boolean exist(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /** The key of the next block; each call counts as one block. */
    synchronized Numbered next() throws IOException {
        if (left == 0) {
            current = reserve();
        }
        left--;
        return current;
    }

    synchronized Optional<SecretKey> key(int number) {
        return Optional.ofNullable(keys.get(number)).map(Stored::secret);
    }

    /** Durable before the first of the reserved blocks is sealed. */
    private Numbered reserve() throws IOException {
        if (keys.isEmpty() || keys.lastEntry().getValue().reserved() + RESERVATION > MAX_SEALS) {
            var key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            keys.put(keys.isEmpty() ? 1 : keys.lastKey() + 1, new Stored(key, 0));
        }
        var newest = keys.lastEntry();
        var reserved = new Stored(newest.getValue().key(), newest.getValue().reserved() + RESERVATION);
        keys.put(newest.getKey(), reserved);
        write();
        left = RESERVATION;
        return new Numbered(newest.getKey(), reserved.secret());
    }

    private void read() throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("the key file " + NAME + " is open to others ("
                    + PosixFilePermissions.toString(permissions) + "); it must have mode 600");
        }
        var lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() < 2 || lines.size() > MAX_KEYS || !lines.get(0).equals(HEADER)) {
            throw new IOException("the key file " + NAME + " does not hold the journal's keys");
        }
        for (var line : lines.subList(1, lines.size())) {
            var words = line.split(" ", -1);
            try {
                var key = HexFormat.of().parseHex(words[1]);
                if (words.length != 3 || key.length != KEY_BYTES) {
                    throw new IllegalArgumentException("not three words, or no key");
                }
                keys.put(Integer.parseInt(words[0]), new Stored(key, Long.parseLong(words[2])));
            } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
                // without the cause: its message may quote the key
                throw new IOException("line " + (keys.size() + 2) + " of the key file " + NAME + " is not a key");
            }
        }
    }

    private void write() throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        for (Map.Entry<Integer, Stored> key : keys.entrySet()) {
            text.append(key.getKey()).append(' ');
            text.append(HexFormat.of().formatHex(key.getValue().key())).append(' ');
            text.append(key.getValue().reserved()).append('\n');
        }
        var half = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(half);
        try (var channel = FileChannel.open(
                half,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            for (var bytes = StandardCharsets.US_ASCII.encode(text.toString()); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** A new name is durable only with its folder. */
    static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
