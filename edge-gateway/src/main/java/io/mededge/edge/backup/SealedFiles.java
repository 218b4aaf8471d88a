package io.mededge.edge.backup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Copies of whole files (patients, keys, the ledger of records), encrypted piece by piece, each written anew when it has changed. Used by one thread; items
 * can be added by any.
 */
final class SealedFiles {
    static final String FOLDER = "files-";
    static final String FILE = "file";
    /** Far more than keys and databases of a facility are. */
    static final int MAX_FILES = 1_000;

    private static final int PIECE_BYTES = 1 << 20;
    private static final String SUFFIX = ".sealed";

    private final Path folder;
    private final BackupSeal seal;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<String, Copied> copied = new LinkedHashMap<>();
    private long nextNumber;
    private boolean untidy = true;

    /** @param version changes whenever the contents may have changed */
    private record Item(LongSupplier version, Backup.Contents contents) {}

    private record Copied(long version, String file, long bytes) {}

    SealedFiles(Path backup, BackupSeal seal) {
        this.folder = folder(backup, seal);
        this.seal = seal;
    }

    /** Within the folder of the backup. */
    static Path folder(Path backup, BackupSeal seal) {
        return backup.resolve(FOLDER + seal.id());
    }

    void add(String name, LongSupplier version, Backup.Contents contents) {
        synchronized (items) {
            if (items.size() >= MAX_FILES && !items.containsKey(name)) {
                throw new IllegalStateException("more than " + MAX_FILES + " files to copy");
            }
            items.put(name, new Item(version, contents));
        }
    }

    void remove(String namePrefix) {
        synchronized (items) {
            items.keySet().removeIf(name -> name.startsWith(namePrefix));
        }
    }

    /** Copies what has changed. Durable when this returns. */
    void copy() throws IOException {
        Files.createDirectories(folder);
        Map<String, Item> wanted;
        synchronized (items) {
            wanted = new LinkedHashMap<>(items);
        }
        var changed = copied.keySet().retainAll(wanted.keySet());
        for (var item : wanted.entrySet()) {
            var version = item.getValue().version().getAsLong();
            var before = copied.get(item.getKey());
            if (before == null || before.version() != version) {
                changed |= take(item.getKey(), version, item.getValue());
            }
        }
        if (changed) {
            var draft = new Manifest.Draft();
            copied.forEach((name, copy) -> draft.line(FILE, encoded(name), copy.file(), copy.bytes()));
            draft.done().write(folder, seal);
            untidy = true;
        }
        tidy();
    }

    /** A key whose journal was deleted meanwhile is of no use; any other file that is gone is a failure. */
    private boolean take(String name, long version, Item item) throws IOException {
        try {
            copied.put(name, copy(name, version, item));
            return true;
        } catch (NoSuchFileException gone) {
            if (name.startsWith(Restore.FURTHER_FILES)) {
                throw gone;
            }
            remove(name);
            return copied.remove(name) != null;
        }
    }

    /** What was there may be there no more. */
    void failed() {
        copied.clear();
    }

    long bytes() {
        return copied.values().stream().mapToLong(Copied::bytes).sum();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private Copied copy(String name, long version, Item item) throws IOException {
        while (nextNumber == 0 || Files.exists(folder.resolve(nextNumber + SUFFIX))) {
            nextNumber++;
        }
        var file = nextNumber + SUFFIX;
        nextNumber++;
        try (var channel = FileChannel.open(
                        folder.resolve(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var pieces = new Pieces(
                        new DataOutputStream(Channels.newOutputStream(channel)), place(folder, name, file))) {
            item.contents().writeTo(pieces);
            pieces.end();
            channel.force(true);
            return new Copied(version, file, channel.size());
        }
    }

    private static String place(Path folder, String name, String file) {
        return folder.getFileName() + "/" + file + " " + name;
    }

    private void tidy() throws IOException {
        if (!untidy) {
            return;
        }
        var named = copied.values().stream().map(Copied::file).toList();
        try (var files = Files.list(folder)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList()) {
                if (!named.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
        untidy = false;
    }

    /**
     * Decrypts a copy.
     *
     * @return what is wrong with it; empty when nothing is
     */
    static Optional<String> open(Path backup, String name, String file, BackupSeal seal, OutputStream to)
            throws IOException {
        var folder = folder(backup, seal);
        var path = folder.resolve(file);
        if (!Files.exists(path)) {
            return Optional.of(path + " (" + name + ") is not there");
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            var left = Files.size(path);
            for (var piece = 0; ; piece++) {
                if (left < 1 + Integer.BYTES) {
                    return Optional.of(path + " (" + name + ") is cut off at piece " + piece);
                }
                var last = in.readBoolean();
                var length = in.readInt();
                left -= 1 + Integer.BYTES + (long) length;
                var plain = length < 0 || left < 0
                        ? Optional.<byte[]>empty()
                        : seal.open(piece(place(folder, name, file), piece, last), in.readNBytes(length));
                if (plain.isEmpty()) {
                    return Optional.of(path + " (" + name + "): piece " + piece + " was changed");
                }
                to.write(plain.get());
                if (last) {
                    return left == 0 ? Optional.empty() : Optional.of(path + " (" + name + ") has more than its end");
                }
            }
        }
    }

    private static String piece(String place, int number, boolean last) {
        return place + "#" + number + (last ? " last" : "");
    }

    /** Cuts what is written into pieces and seals each. */
    private final class Pieces extends OutputStream {
        private final DataOutputStream out;
        private final String place;
        private final byte[] piece = new byte[PIECE_BYTES];
        private int size;
        private int number;

        Pieces(DataOutputStream out, String place) {
            this.out = out;
            this.place = place;
        }

        @Override
        public void write(int oneByte) throws IOException {
            if (size == piece.length) {
                put(false);
            }
            piece[size++] = (byte) oneByte;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            for (int at = from, left = count; left > 0; ) {
                if (size == piece.length) {
                    put(false);
                }
                var now = Math.min(left, piece.length - size);
                System.arraycopy(bytes, at, piece, size, now);
                size += now;
                at += now;
                left -= now;
            }
        }

        private void put(boolean last) throws IOException {
            var sealed = seal.seal(piece(place, number, last), Arrays.copyOf(piece, size));
            out.writeBoolean(last);
            out.writeInt(sealed.length);
            out.write(sealed);
            size = 0;
            number++;
        }

        void end() throws IOException {
            put(true);
            out.flush();
        }
    }
}
