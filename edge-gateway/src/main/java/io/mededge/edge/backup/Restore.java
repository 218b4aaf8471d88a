package io.mededge.edge.backup;

import static java.time.temporal.ChronoUnit.MICROS;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.JournalConfig;
import io.mededge.edge.journal.RestoredJournal;
import io.mededge.edge.journal.SealedRows;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes a data folder from a backup. The journals of the backup become former ones, whose records are delivered under their own numbers; the present journal
 * begins a new epoch, with a gap record for each stream of machines from the last copied second to now. Everything is proven before it counts; the folders
 * get their names last. Used once.
 */
final class Restore {
    /** Where files from outside of the data folder are put. */
    static final String FURTHER_FILES = "restored";

    private static final String HALF = "restoring";
    private static final String JOURNAL = "journal";
    private static final String KEYS = "journal.keys";
    private static final Duration APPEND_WITHIN = Duration.ofSeconds(60);
    private static final int MAX_PROBLEMS = 100;

    private final Path backup;
    private final Path data;
    private final byte[] key;
    private final RecoveryEnvelope envelope;
    private final BackupSeal seal;
    private final InstantSource clock;
    private final List<String> problems = new ArrayList<>();
    private Optional<Origin> origin = Optional.empty();
    private long records;
    private long missing;
    private Instant complete = Instant.EPOCH;

    /**
     * What came of it.
     *
     * @param records in former journals, not acknowledged by the region when they were copied
     * @param missing sequences that were given out before the last copied second, and are neither in the backup nor known to be at the region
     * @param complete when the backup had everything
     * @param problems what does not verify, with file and place; the data folder was filled only if there are none, or in spite of them
     */
    record Outcome(long records, long missing, Instant complete, List<String> problems) {}

    Restore(Path backup, Path data, byte[] key, RecoveryEnvelope envelope, InstantSource clock) {
        this.backup = backup;
        this.data = data;
        this.key = key;
        this.envelope = envelope;
        this.seal = new BackupSeal(key);
        this.clock = clock;
    }

    /**
     * @param despiteDamage whether what verifies is taken although something does not
     * @throws IOException if the data folder is not empty, the backup cannot be read at all, or the disk does not take it
     */
    Outcome run(boolean despiteDamage) throws IOException {
        Files.createDirectories(data);
        var half = data.resolve(HALF);
        delete(half);
        try (var files = Files.list(data)) {
            // a disk of its own has that folder from the beginning
            if (files.anyMatch(file -> !file.endsWith("lost+found"))) {
                throw new IOException(data + " is not empty; restore into a new folder");
            }
        }
        Files.createDirectories(
                half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        restoreFiles(half);
        for (var journal : journals()) {
            restore(journal, half.resolve(JOURNAL));
        }
        if (problems.isEmpty() || despiteDamage) {
            begin(half.resolve(JOURNAL));
            var own = Files.createDirectories(half.resolve(Backup.OWN_FOLDER));
            write(own.resolve(Backup.KEY_FILE), key);
            envelope.write(own);
            var owner = Backup.newOwner(own);
            settle(half);
            Backup.own(backup, owner);
        } else {
            delete(half);
        }
        return new Outcome(records, missing, complete, problems);
    }

    /** The journal last: before it is there, no gateway takes the folder for complete. */
    private void settle(Path half) throws IOException {
        List<Path> folders;
        try (var files = Files.list(half)) {
            folders = files.sorted(Comparator.comparing(file -> file.endsWith(JOURNAL)))
                    .toList();
        }
        for (var folder : folders) {
            Files.move(folder, data.resolve(folder.getFileName()));
        }
        Files.delete(half);
        Manifest.sync(data);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, bytes);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void problem(String sentence) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(sentence);
        }
    }

    private void restoreFiles(Path half) throws IOException {
        var folder = SealedFiles.folder(backup, seal);
        var manifest = Manifest.read(folder, seal);
        if (manifest.isEmpty()) {
            problem(folder.resolve(Manifest.NAME) + " is not there, was changed or is of another key");
            return;
        }
        for (var words : manifest.get().all(SealedFiles.FILE)) {
            var name = URLDecoder.decode(words.get(0), StandardCharsets.UTF_8);
            var target = half.resolve(name).normalize();
            if (!target.startsWith(half)) {
                throw new IOException("the backup names a file outside of the data folder: " + name);
            }
            Files.createDirectories(target.getParent());
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                var wrong = SealedFiles.open(backup, name, words.get(1), seal, out);
                if (wrong.isPresent()) {
                    problem(wrong.get());
                    Files.delete(target);
                }
            }
        }
    }

    private List<Path> journals() throws IOException {
        try (var folders = Files.list(backup)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(JournalCopy.FOLDER)
                            && folder.toString().endsWith("-" + seal.id()))
                    .sorted()
                    .toList();
        }
    }

    private void restore(Path folder, Path journals) throws IOException {
        var read = Manifest.read(folder, seal);
        if (read.isEmpty()) {
            problem(folder.resolve(Manifest.NAME) + " is not there, was changed or is of another key");
            return;
        }
        var manifest = read.get();
        var epoch = Long.parseLong(manifest.first("epoch").orElseThrow());
        var former = Files.createDirectories(Journal.former(journals, epoch));
        // the present one has its keys a folder higher
        var present = !Files.exists(former.resolve(KEYS));
        if (present && !Files.exists(journals.resolve(KEYS))) {
            problem("the keys of the journal of " + folder + " are not in the backup");
            return;
        }
        if (present) {
            Files.move(journals.resolve(KEYS), former.resolve(KEYS));
        }
        var lines = manifest.all(JournalCopy.STREAM).stream().map(Restore::line).toList();
        var since = Instant.parse(manifest.first(JournalCopy.COMPLETE).orElseThrow());
        try (var restored = new RestoredJournal(former, epoch)) {
            var damagedSince = segments(folder, manifest, restored);
            missing += restored.streams(lines);
            records += restored.records();
            if (present) {
                origin = Optional.of(new Origin(manifest, lines, damagedSince.isBefore(since) ? damagedSince : since));
                complete = since;
            }
        }
    }

    private static SealedRows.StreamLine line(List<String> words) {
        return new SealedRows.StreamLine(
                JournalCopy.stream(words),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(4)),
                SequenceSet.parse(words.get(5)));
    }

    /** Rows of one stream first. Returns since when something does not verify. */
    private Instant segments(Path folder, Manifest manifest, RestoredJournal restored) throws IOException {
        var damagedSince = Instant.MAX;
        for (var kind : List.of(JournalCopy.BLOCKS, JournalCopy.COMMITS)) {
            for (var words : manifest.all(JournalCopy.SEGMENT)) {
                if (words.get(0).endsWith(kind)) {
                    var since = segment(folder, words, restored);
                    damagedSince = since.isBefore(damagedSince) ? since : damagedSince;
                }
            }
        }
        return damagedSince;
    }

    private Instant segment(Path folder, List<String> words, RestoredJournal restored) throws IOException {
        var file = words.get(0);
        var before = problems.size();
        var wrong = Segment.read(folder, file, Long.parseLong(words.get(1)), seal, rows -> {
            for (var row : rows) {
                if (restored.add(row) == RestoredJournal.Taken.CHANGED) {
                    problem(folder.resolve(file) + " has a row that the journal's keys do not open: " + row.spans());
                }
            }
        });
        wrong.ifPresent(this::problem);
        return problems.size() == before ? Instant.MAX : Instant.EPOCH.plus(Long.parseLong(words.get(2)), MICROS);
    }

    /** The new epoch: how far the lists of the machines were read, and what may be missing. */
    private void begin(Path journal) throws IOException {
        var from = origin.orElseThrow(() -> new IOException("the backup has no journal"));
        var place = from.manifest().all("place").get(0);
        var gateway = new DeviceId(from.manifest().first("gateway").orElseThrow());
        var stored = new ArrayList<CompletableFuture<?>>();
        var now = clock.instant();
        try (var fresh = Journal.open(
                journal, Place.of(place.get(0), place.get(1)), gateway, new Defaults(), clock, new Faults())) {
            for (var line : from.lines()) {
                if (line.stream().streamClass() == StreamClass.TELEMETRY) {
                    var gap = new Gap(FaultCode.GATEWAY_REPLACED, now.isBefore(from.since()) ? from.since() : now);
                    stored.add(fresh.append(line.stream().device(), StreamClass.TELEMETRY, from.since(), gap));
                }
            }
            for (var words : from.manifest().all(JournalCopy.MARK)) {
                var device = new DeviceId(words.get(0));
                stored.add(fresh.append(
                        device, StreamClass.EVENTS, List.of(), words.get(1), Long.parseLong(words.get(2))));
            }
            for (var one : stored) {
                one.get(APPEND_WITHIN.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException refused) {
            throw new IOException("the new journal does not take records: " + refused.getMessage(), refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stopped);
        }
    }

    /** The journal that was the present one. @param since from when on records may be missing */
    private record Origin(Manifest manifest, List<SealedRows.StreamLine> lines, Instant since) {}

    /** Enough for some records; the gateway opens the journal with its own. */
    private record Defaults() implements JournalConfig {
        @Override
        public long maxBytes() {
            return 1L << 40;
        }

        @Override
        public int queue() {
            return 10_000;
        }

        @Override
        public Duration linger() {
            return Duration.ZERO;
        }

        @Override
        public int group() {
            return 500;
        }

        @Override
        public long checkBytes() {
            return 0;
        }

        @Override
        public long reserveBytes() {
            return 0;
        }

        @Override
        public Duration retainAcknowledged() {
            return Duration.ZERO;
        }
    }
}
