package io.mededge.edge.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * Who may still write. Samples stop at nine tenths of the bound and when the disk itself gets short; events may use all of the bound. A reserve file of
 * real bytes keeps room for events and gaps on a disk that others fill: it is given up when a commit finds no room, and made anew when there is room again.
 * Used by the writer's thread; the answers can be read by any.
 */
final class DiskRoom {
    static final String RESERVE = "journal.reserve";

    private static final Logger LOG = Logger.getLogger(DiskRoom.class);
    private static final int RESERVED_PARTS = 10;
    private static final int CHUNK_BYTES = 1 << 16;
    /** Free pages inside the database from which samples may be stored although the disk is short. */
    private static final long FREE_PAGES = 1_024;

    private static final long LOOK_AGAIN_NANOS = 200_000_000;

    private final Path reserve;
    private final FileStore disk;
    private final long maxBytes;
    private final long reserveBytes;
    private volatile long usedBytes;
    private volatile boolean diskShort;
    private boolean givenUp;
    private long lookedNanos;

    DiskRoom(Path folder, long maxBytes, long reserveBytes) throws IOException {
        this.reserve = folder.resolve(RESERVE);
        this.disk = Files.getFileStore(folder);
        this.maxBytes = maxBytes;
        this.reserveBytes = reserveBytes;
        this.givenUp = !fill();
        this.lookedNanos = System.nanoTime() - LOOK_AGAIN_NANOS;
    }

    /** @param usedPages that hold something; @param freePages of the database, for anything */
    void look(long usedPages, long freePages) {
        usedBytes = usedPages * JournalFile.PAGE_BYTES;
        var now = System.nanoTime();
        if (now - lookedNanos < LOOK_AGAIN_NANOS) {
            return;
        }
        lookedNanos = now;
        try {
            var usable = disk.getUsableSpace();
            if (givenUp && usable > 2 * reserveBytes) {
                givenUp = !fill();
            }
            diskShort = freePages < FREE_PAGES && (givenUp || usable < reserveBytes);
        } catch (IOException unknown) {
            // a disk that cannot even say this is not better for it: the commit will tell
            LOG.warnf("the disk does not tell its free space: %s", unknown.getMessage());
        }
    }

    /** A commit found the disk full: its last room is for events and gaps. */
    void diskFull() {
        diskShort = true;
        lookedNanos = System.nanoTime();
        try (var file = new RandomAccessFile(reserve.toFile(), "rw")) {
            file.setLength(0);
        } catch (IOException stuck) {
            LOG.warnf("the reserve %s cannot be given up: %s", reserve, stuck.getMessage());
        }
        givenUp = true;
    }

    boolean admitsSamples() {
        return !diskShort && usedBytes < maxBytes - maxBytes / RESERVED_PARTS;
    }

    boolean admitsEvents() {
        return usedBytes < maxBytes;
    }

    /** From here on, what the region has goes even before its time. */
    boolean isGettingFull() {
        return !admitsSamples() || usedBytes >= maxBytes - maxBytes / 5;
    }

    /** Pages in use, bytes; what is deleted can be used again. */
    long usedBytes() {
        return usedBytes;
    }

    String describe() {
        return diskShort ? "the disk has no room" : usedBytes + " of " + maxBytes + " bytes are in use";
    }

    /** Whether the reserve is complete. Zeros would do on a file system that does not compress or leave holes; a pattern does on all. */
    private boolean fill() {
        try (var file = new RandomAccessFile(reserve.toFile(), "rw")) {
            var chunk = new byte[CHUNK_BYTES];
            new Random(1).nextBytes(chunk);
            for (var at = file.length(); at < reserveBytes; at += chunk.length) {
                file.seek(at);
                file.write(chunk);
            }
            file.setLength(reserveBytes);
            file.getFD().sync();
            return true;
        } catch (IOException noRoom) {
            LOG.warnf("no room for the reserve %s: %s", reserve, noRoom.getMessage());
            return false;
        }
    }
}
