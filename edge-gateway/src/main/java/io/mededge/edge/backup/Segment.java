package io.mededge.edge.backup;

import io.mededge.edge.journal.SealedRow;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of rows that only grows: frames of length, rows and proof. A proof covers the file's name and the frame's place in it, so that no frame can be moved,
 * repeated or left out. Only the last one can be cut, and by how much the manifest says.
 */
final class Segment implements AutoCloseable {
    /** Bound of the rows of a frame, but for one row that is larger. */
    static final int FRAME_BYTES = 1 << 20;

    /** Larger than any frame: a commit holds 500 appends of at most 1,000 records. */
    private static final int MAX_FRAME_BYTES = 512 << 20;

    private static final int LENGTH_BYTES = Integer.BYTES;

    private final String name;
    private final BackupSeal seal;
    private final FileChannel channel;
    private long bytes;

    /** What is told of each frame while reading. */
    @FunctionalInterface
    interface Frames {
        void frame(List<SealedRow> rows) throws IOException;
    }

    /** @param name of the file with its folder, part of each proof */
    private Segment(String name, BackupSeal seal, FileChannel channel) {
        this.name = name;
        this.seal = seal;
        this.channel = channel;
    }

    static Segment create(Path folder, String file, BackupSeal seal) throws IOException {
        var channel = FileChannel.open(folder.resolve(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Segment(name(folder, file), seal, channel);
    }

    private static String name(Path folder, String file) {
        return folder.getFileName() + "/" + file;
    }

    /** Durable when this returns. */
    void append(List<SealedRow> rows) throws IOException {
        var body = encode(rows);
        var frame = ByteBuffer.allocate(LENGTH_BYTES + body.length + BackupSeal.PROOF_BYTES);
        frame.putInt(body.length)
                .put(body)
                .put(seal.prove(name + "@" + bytes, body))
                .flip();
        for (var at = bytes; frame.hasRemaining(); ) {
            at += channel.write(frame, at);
        }
        channel.force(false);
        bytes += frame.limit();
    }

    /** Those that are durable. */
    long bytes() {
        return bytes;
    }

    private static byte[] encode(List<SealedRow> rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(rows.size());
        for (var row : rows) {
            out.writeBoolean(row.ofOneCommit());
            out.writeLong(row.recordedMicros());
            out.writeInt(row.key());
            out.writeInt(row.contents().length);
            out.write(row.contents());
            out.writeInt(row.sealed().length);
            out.write(row.sealed());
        }
        return bytes.toByteArray();
    }

    private static List<SealedRow> decode(byte[] body) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(body));
        var rows = new ArrayList<SealedRow>();
        for (var left = in.readInt(); left > 0; left--) {
            var ofOneCommit = in.readBoolean();
            var recorded = in.readLong();
            var key = in.readInt();
            var contents = in.readNBytes(in.readInt());
            rows.add(new SealedRow(ofOneCommit, recorded, key, contents, in.readNBytes(in.readInt())));
        }
        return rows;
    }

    /**
     * Reads all frames that are proven.
     *
     * @param durable up to here the frames must be; what follows is taken as long as it is whole
     * @return what is wrong, with file and place; empty when nothing is
     */
    static Optional<String> read(Path folder, String file, long durable, BackupSeal seal, Frames frames)
            throws IOException {
        var path = folder.resolve(file);
        if (!Files.exists(path)) {
            return Optional.of(path + " is not there");
        }
        var at = 0L;
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            for (var size = Files.size(path); at < size; ) {
                var rows = frame(in, size - at, name(folder, file) + "@" + at, seal);
                if (rows.isEmpty()) {
                    break;
                }
                frames.frame(decode(rows.get()));
                at += LENGTH_BYTES + rows.get().length + BackupSeal.PROOF_BYTES;
            }
        }
        return at >= durable
                ? Optional.empty()
                : Optional.of(path + ": the frame at byte " + at
                        + " was changed or is cut off; what follows it to byte " + durable + " cannot be used");
    }

    private static Optional<byte[]> frame(DataInputStream in, long left, String place, BackupSeal seal)
            throws IOException {
        if (left < LENGTH_BYTES + BackupSeal.PROOF_BYTES) {
            return Optional.empty();
        }
        var length = in.readInt();
        if (length < 0 || length > MAX_FRAME_BYTES || length > left - LENGTH_BYTES - BackupSeal.PROOF_BYTES) {
            return Optional.empty();
        }
        var body = in.readNBytes(length);
        var proof = in.readNBytes(BackupSeal.PROOF_BYTES);
        return seal.isProven(place, body, proof) ? Optional.of(body) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
