package io.mededge.edge.backup;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.journal.Journal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies, in a thread of its own, what this gateway keeps into another folder: records as the ciphertext that they are, keys and databases encrypted under the
 * backup's key, which only recovery shares open. Nobody waits for it: when the folder fails, {@link #lag} grows and the rest goes on. Thread-safe.
 */
public final class Backup implements AutoCloseable {
    /** Without it in a folder nothing is written there: an empty mount point is not a disk. */
    static final String MARKER = "mededge-backup";
    /** Within the data folder: the backup's key, its envelope and this gateway's name as the owner of the backup. */
    static final String OWN_FOLDER = "backup";

    static final String KEY_FILE = "backup.key";

    private static final String OWNER_FILE = "owner";
    private static final String OWNER = "owner ";
    private static final int OWNER_BYTES = 8;
    /** In one round, so that a long backlog of records does not keep patients from being copied. */
    private static final int MAX_PARTS = 64;
    /** Deepest is {@code journal/former-1/journal.keys}. */
    private static final int KEY_DEPTH = 3;

    private static final List<String> KEY_SUFFIXES = List.of(".key", ".keys", ".pem");
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofSeconds(30);
    private static final Duration WARN_EVERY = Duration.ofMinutes(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Path data;
    private final Path folder;
    private final BackupConfig config;
    private final List<List<String>> identity;
    private final Faults faults;
    private final InstantSource clock;
    private final byte[] key;
    private final String owner;
    private final SealedFiles files;
    private final List<JournalCopy> copies = new CopyOnWriteArrayList<>();
    private final Set<Long> forgotten = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private long filesNanos;
    private boolean filesCopied;
    private long warnedNanos;
    private volatile boolean begun;
    private volatile boolean envelopesTold;
    private volatile long filesBytes;
    private volatile @Nullable FaultCode failing = FaultCode.BACKUP_FAILED;

    /** Of a file to be copied, from one state of it. */
    @FunctionalInterface
    public interface Contents {
        void writeTo(OutputStream out) throws IOException;
    }

    private Backup(
            Path data,
            Path folder,
            BackupConfig config,
            List<List<String>> identity,
            Faults faults,
            InstantSource clock,
            byte[] key,
            String owner) {
        this.data = data;
        this.folder = folder;
        this.config = config;
        this.identity = identity;
        this.faults = faults;
        this.clock = clock;
        this.key = key;
        this.owner = owner;
        this.files = new SealedFiles(folder, new BackupSeal(key));
        this.filesNanos = System.nanoTime() - config.filesInterval().toNanos();
        this.warnedNanos = System.nanoTime() - WARN_EVERY.toNanos();
        this.thread = new Thread(null, this::run, "backup", 256 * 1024);
    }

    /**
     * Reads or makes what the backup needs in the data folder; the backup's own folder may fail, now and later.
     *
     * @return empty if no folder is configured
     * @throws IOException if the data folder cannot be used
     */
    public static Optional<Backup> open(
            Path data, BackupConfig config, Place place, DeviceId gateway, Faults faults, InstantSource clock)
            throws IOException {
        if (config.folder().isEmpty()) {
            return Optional.empty();
        }
        var own = Files.createDirectories(data.resolve(OWN_FOLDER));
        var keyFile = own.resolve(KEY_FILE);
        var key = Files.exists(keyFile) ? KeyFile.read(keyFile) : KeyFile.create(keyFile);
        var identity = List.of(
                List.of("place", place.region().value(), place.facility().value()),
                List.of("gateway", gateway.value()));
        return Optional.of(new Backup(data, config.folder().get(), config, identity, faults, clock, key, owner(own)));
    }

    private static String owner(Path own) throws IOException {
        var file = own.resolve(OWNER_FILE);
        return Files.exists(file) ? Files.readString(file).strip() : newOwner(own);
    }

    /** From here on whoever has another name is not the owner any more. */
    static String newOwner(Path own) throws IOException {
        var bytes = new byte[OWNER_BYTES];
        new SecureRandom().nextBytes(bytes);
        var name = HexFormat.of().formatHex(bytes);
        Manifest.replace(own.resolve(OWNER_FILE), (name + "\n").getBytes(StandardCharsets.US_ASCII));
        return name;
    }

    /** A journal to be followed; to be called before {@link #start}. @throws IOException if it cannot be read beside its writer */
    public void follow(Journal journal) throws IOException {
        copies.add(new JournalCopy(journal, folder, new BackupSeal(key), identity, faults));
    }

    /** The region has all of this former journal: its copy is deleted. */
    public void forget(long epoch) {
        files.remove("journal/" + Journal.former(Path.of(""), epoch) + "/");
        forgotten.add(epoch);
    }

    /**
     * A file to be copied whenever its version is another.
     *
     * @param name its path within the data folder
     */
    public void add(String name, LongSupplier version, Contents contents) {
        files.add(name, version, contents);
    }

    public void start() {
        for (var file : config.files().orElse(List.of())) {
            add(Restore.FURTHER_FILES + file.toAbsolutePath(), () -> version(file), out -> Files.copy(file, out));
        }
        begun = true;
        thread.start();
    }

    /** For how long the folder has not had everything. */
    public Duration lag() {
        var now = System.nanoTime();
        return Duration.ofNanos(copies.stream()
                .mapToLong(copy -> now - copy.completeNanos())
                .max()
                .orElse(0));
    }

    /** What the folder holds of this gateway. */
    public long bytes() {
        return filesBytes + copies.stream().mapToLong(JournalCopy::bytes).sum();
    }

    /** Why nothing is copied at present; empty while it is. */
    public Optional<FaultCode> failing() {
        return Optional.ofNullable(failing);
    }

    private void run() {
        var backoff = new Backoff(RETRY_FIRST, RETRY_MAX, new Random(owner.hashCode()));
        var wait = Duration.ZERO;
        try {
            while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = round() ? config.interval() : backoff.next();
                if (failing == null) {
                    backoff.reset();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        round();
    }

    /** @return whether it succeeded */
    private boolean round() {
        try {
            guard();
            var complete = true;
            for (var copy : copies) {
                if (forgotten.remove(copy.epoch())) {
                    copies.remove(copy);
                    copy.delete();
                } else {
                    complete &= copyAll(copy);
                }
            }
            var filesToo = copyFiles();
            if (complete && filesToo) {
                tellEnvelopes();
            }
            failing = filesToo ? null : FaultCode.BACKUP_FAILED;
            warn();
            return true;
        } catch (Replaced replaced) {
            failing = FaultCode.GATEWAY_REPLACED;
            faults.report(FaultCode.GATEWAY_REPLACED, String.valueOf(replaced.getMessage()));
        } catch (IOException | RuntimeException failed) {
            failing = FaultCode.BACKUP_FAILED;
            faults.report(FaultCode.BACKUP_FAILED, folder + ": " + failed);
        }
        beginAgain();
        return false;
    }

    /** Before anything more is copied, what should be in the folder is looked at. */
    private void beginAgain() {
        copies.forEach(JournalCopy::failed);
        files.failed();
        filesNanos = System.nanoTime() - config.filesInterval().toNanos();
        envelopesTold = false;
    }

    private boolean copyAll(JournalCopy copy) throws IOException {
        for (var part = 0; part < MAX_PARTS; part++) {
            if (copy.copy(clock.instant())) {
                return true;
            }
        }
        return false;
    }

    /** The folder must be the one that was meant, and not another gateway's. */
    private void guard() throws IOException, Replaced {
        var marker = folder.resolve(MARKER);
        if (!Files.exists(marker)) {
            throw new IOException("there is no file " + MARKER + " in it: the disk is not mounted, or it is new");
        }
        var text = Files.readString(marker).strip();
        if (text.isEmpty()) {
            // a new folder, whatever was written into the one before
            beginAgain();
            own(folder, owner);
        } else if (!text.equals(OWNER + owner)) {
            throw new Replaced("the backup in " + folder
                    + " belongs to another gateway now: this one was replaced and should be switched off");
        }
    }

    /** Takes the folder over from whoever had it. */
    static void own(Path folder, String owner) throws IOException {
        Manifest.replace(folder.resolve(MARKER), (OWNER + owner + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** A file that cannot be copied does not keep records from being copied. Returns false as long as one fails. */
    private boolean copyFiles() {
        var now = System.nanoTime();
        if (now - filesNanos < config.filesInterval().toNanos()) {
            return filesCopied;
        }
        filesNanos = now;
        try (var found = Files.find(data, KEY_DEPTH, (file, attributes) -> attributes.isRegularFile() && isKey(file))) {
            for (var file : (Iterable<Path>) found::iterator) {
                add(data.relativize(file).toString(), () -> version(file), out -> Files.copy(file, out));
            }
            files.copy();
            filesCopied = true;
        } catch (IOException | RuntimeException failed) {
            filesCopied = false;
            files.failed();
            faults.report(FaultCode.BACKUP_FAILED, folder + ", keys and patients: " + failed);
        }
        filesBytes = files.bytes();
        return filesCopied;
    }

    private boolean isKey(Path file) {
        var name = data.relativize(file).toString();
        return !name.startsWith(OWN_FOLDER + "/") && KEY_SUFFIXES.stream().anyMatch(name::endsWith);
    }

    /** Changes whenever the file does. */
    private static long version(Path file) {
        try {
            if (!Files.exists(file)) {
                return 0;
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalStateException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Files.getLastModifiedTime(file).toMillis() * 31 + Files.size(file);
        } catch (IOException gone) {
            throw new IllegalStateException(file + " cannot be copied: " + gone, gone);
        }
    }

    /** Once the copy under this key is complete, what is under other keys, and their envelopes, are of no use. */
    private void tellEnvelopes() throws IOException {
        if (envelopesTold) {
            return;
        }
        var own = RecoveryEnvelope.in(data.resolve(OWN_FOLDER));
        for (var envelope : own) {
            envelope.write(folder);
        }
        if (own.isEmpty()) {
            return;
        }
        for (var other : RecoveryEnvelope.in(folder)) {
            if (own.stream().noneMatch(envelope -> envelope.set().equals(other.set()))) {
                Files.deleteIfExists(folder.resolve(other.file()));
            }
        }
        try (var found = Files.list(folder)) {
            for (var other : found.filter(this::isOfAnotherKey).toList()) {
                JournalCopy.delete(other);
            }
        }
        envelopesTold = true;
    }

    private boolean isOfAnotherKey(Path found) {
        var name = found.getFileName().toString();
        return (name.startsWith(JournalCopy.FOLDER) || name.startsWith(SealedFiles.FOLDER))
                && !name.endsWith("-" + new BackupSeal(key).id());
    }

    private void warn() throws IOException {
        var now = System.nanoTime();
        if (!envelopesTold && now - warnedNanos > WARN_EVERY.toNanos()) {
            warnedNanos = now;
            if (RecoveryEnvelope.in(data.resolve(OWN_FOLDER)).isEmpty()) {
                faults.report(FaultCode.BACKUP_WITHOUT_SHARES, "nobody could open the backup in " + folder);
            }
        }
    }

    /** The last round, then the end; within some seconds, also when the folder hangs. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (begun) {
                thread.join(CLOSE_WITHIN.toMillis());
            }
            for (var copy : thread.isAlive() ? new ArrayList<JournalCopy>() : copies) {
                copy.close();
            }
        } catch (IOException failed) {
            faults.report(FaultCode.BACKUP_FAILED, "closing failed: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Replaced extends Exception {
        private static final long serialVersionUID = 1L;

        Replaced(String reason) {
            super(reason);
        }
    }
}
