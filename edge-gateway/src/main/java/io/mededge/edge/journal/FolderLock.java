package io.mededge.edge.journal;

import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * That a folder has one user: a file lock, which a process loses with its life however it ends. To be taken before anything in the folder is read: two that
 * number the records of one journal, or count the uses of one key, would each believe to be alone, and a database that is locked shows it only halfway.
 *
 * <p>Two processes on one host, or on one disk whose file system knows locks. Thread-safe.
 */
public final class FolderLock implements AutoCloseable {
    static final String NAME = "in-use";

    /**
     * By the identity of the lock's file, whatever path leads to it. The system counts its locks by process: opened a second time in this one, the file would lose
     * the first one's lock as soon as the second is closed (POSIX, fcntl). With its channel, which must stay open as long as the identity stands for it: of a file that
     * was deleted the system gives the identity to another one as soon as nobody has it open.
     */
    private static final Map<Object, FileChannel> HELD_HERE = new HashMap<>();

    private final FileChannel channel;
    private final Object identity;

    private FolderLock(FileChannel channel, Object identity) {
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Takes the folder, which is made if it is not there.
     *
     * @throws IOException if somebody has it, and then the message says who; or it cannot be written
     */
    public static FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(NAME);
        synchronized (HELD_HERE) {
            var identity = identity(file);
            if (HELD_HERE.containsKey(identity)) {
                throw inUse(folder, "this process, " + ProcessHandle.current().pid());
            }
            var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw inUse(folder, "the process " + holder(channel));
                }
                tell(channel);
            } catch (OverlappingFileLockException elsewhereHere) {
                // this class was loaded twice
                channel.close();
                throw inUse(folder, "this process, " + ProcessHandle.current().pid());
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
            HELD_HERE.put(identity, channel);
            return new FolderLock(channel, identity);
        }
    }

    private static Object identity(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException fromBefore) {
            // left by whoever had the folder last; it says nothing
        }
        var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }

    private static IOException inUse(Path folder, String holder) {
        return new IOException(FaultCode.FOLDER_IN_USE.label() + " the folder " + folder + " is in use by " + holder
                + ": nothing in it was touched; end that process, or give this one a folder of its own");
    }

    /** For whoever comes second. */
    private static void tell(FileChannel channel) throws IOException {
        var text = ProcessHandle.current().pid() + " since " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(text), 0);
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(80);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    /** Lets others have the folder. To be called after everything in it is closed. */
    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            HELD_HERE.remove(identity);
            channel.close();
        }
    }
}
