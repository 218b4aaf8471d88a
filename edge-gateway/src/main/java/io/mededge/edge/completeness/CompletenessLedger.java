package io.mededge.edge.completeness;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.FolderLock;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.LocalDatabase;
import io.mededge.edge.journal.StreamKey;
import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of every record that became durable its place in a range, long after the record itself was sent and freed, and certifies the ranges to the region:
 * as records of the gateway's own events stream, so that a certificate is as little lost as a measurement.
 *
 * <p>The ledger follows the journal, never the other way round. After a crash between a commit and the ledger's next write, a second later at most, {@link #start}
 * computes what is missing from the journal's tail. What the region had acknowledged and the journal had freed within that second cannot be computed any
 * more: those sequences are in no range, and are certified as not known. A range is never stated that was not computed from committed records.
 */
public final class CompletenessLedger implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CompletenessLedger.class);

    /** Records of the journal's tail that a start reads at most; older ones beyond it are not known. */
    static final int MAX_REPLAY = 100_000;

    /** Ranges that wait for a disk that does not take them; the oldest beyond it are not known. */
    private static final int MAX_WAITING = 20_000;

    private static final int CHUNK_RECORDS = 1_000;
    private static final int CHUNK_BYTES = 1 << 20;

    private final CompletenessConfig config;
    private final Place place;
    private final DeviceId gateway;
    private final Journal journal;
    private final Faults faults;
    private final InstantSource clock;
    private final KeyPair key;
    private final LedgerFile file;
    private final Path folder;

    /** Guards the three below, which the journal's writer changes; nothing slow happens under it. */
    private final Object recent = new Object();

    private final Map<StreamKey, OpenRange> open = new HashMap<>();
    private final Map<StreamKey, Long> highest = new HashMap<>();
    private final Deque<LedgerFile.Row> closed = new ArrayDeque<>();

    private final Map<StreamKey, Instant> lastIssued = new HashMap<>();
    private Instant nextIssue;

    private CompletenessLedger(
            CompletenessConfig config,
            Place place,
            DeviceId gateway,
            Journal journal,
            Faults faults,
            InstantSource clock,
            KeyPair key,
            LedgerFile file,
            Path folder) {
        this.config = config;
        this.place = place;
        this.gateway = gateway;
        this.journal = journal;
        this.faults = faults;
        this.clock = clock;
        this.key = key;
        this.file = file;
        this.folder = folder;
        this.nextIssue = clock.instant().plus(config.every());
    }

    /** @throws IOException if the folder, its key or its database cannot be used, or somebody uses it: then nothing in it was touched */
    public static CompletenessLedger open(
            Path folder,
            CompletenessConfig config,
            Place place,
            DeviceId gateway,
            Journal journal,
            Faults faults,
            InstantSource clock)
            throws IOException {
        var lock = FolderLock.take(folder);
        try {
            var key = SigningKey.open(folder, config.publicKeyFile().orElse(folder.resolve(SigningKey.PUBLIC_FILE)));
            var file = LedgerFile.open(folder, lock, journal.epoch());
            return new CompletenessLedger(config, place, gateway, journal, faults, clock, key, file, folder);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** One state of the ranges, for a copy elsewhere; by any thread. @throws IOException if they cannot be read */
    public void copyTo(OutputStream out) throws IOException {
        LocalDatabase.copy(folder.resolve(LedgerFile.NAME), out);
    }

    /** Catches up with the journal and follows it from here on. To be called before anything is appended or freed. @throws IOException if the journal cannot be read */
    public void start() throws IOException {
        try {
            catchUp();
        } catch (SQLException failed) {
            throw new IOException("the ledger cannot be read: " + failed.getMessage(), failed);
        }
        journal.subscribe(this::committed);
    }

    private void catchUp() throws IOException, SQLException {
        var written = file.lastSequences();
        var left = MAX_REPLAY;
        for (var status : journal.streams()) {
            var last = written.getOrDefault(status.key(), 0L);
            written.remove(status.key());
            if (last > status.lastSequence()) {
                LOG.warnf("the ledger of %s is ahead of the journal: an older journal was put back", status.key());
                file.forgetAbove(status.key(), status.lastSequence());
            }
            synchronized (recent) {
                highest.put(status.key(), status.lastSequence());
            }
            if (status.firstSequence() > 0) {
                left -= replay(status.key(), Math.max(last + 1, status.firstSequence()), status.lastSequence(), left);
            }
        }
        for (var gone : written.keySet()) {
            file.forgetAbove(gone, 0);
        }
    }

    private int replay(StreamKey stream, long first, long last, int limit) throws IOException {
        var read = 0;
        // the newest count most
        for (var next = Math.max(first, last - limit + 1); next <= last; ) {
            var entries = journal.read(stream, next, last, CHUNK_RECORDS, CHUNK_BYTES);
            if (entries.isEmpty()) {
                break;
            }
            entries.forEach(entry -> add(stream, entry));
            read += entries.size();
            next = entries.get(entries.size() - 1).sequence() + 1;
        }
        return read;
    }

    /** In the journal's writer thread: some microseconds. */
    private void committed(StreamKey stream, Entry entry) {
        add(stream, entry);
    }

    private void add(StreamKey stream, Entry entry) {
        synchronized (recent) {
            highest.merge(stream, entry.sequence(), Math::max);
            var range = open.get(stream);
            if (range != null && range.takes(entry)) {
                range.add(entry);
                return;
            }
            close(stream, range);
            open.put(
                    stream,
                    new OpenRange(
                            new StreamId(place, gateway, stream.device(), stream.streamClass(), journal.epoch()),
                            entry));
        }
    }

    private void close(StreamKey stream, @Nullable OpenRange range) {
        if (range != null) {
            closed.add(new LedgerFile.Row(stream, range.range()));
            if (closed.size() > MAX_WAITING) {
                closed.remove();
            }
        }
    }

    /** To be called every second by one thread: writes down what was added, and certifies when it is time. */
    public void tick() {
        var now = clock.instant();
        if (nextIssue.minus(config.every()).isAfter(now)) {
            // the clock was set back: what is due by the time that was would be due in days
            nextIssue = now;
        }
        if (now.isBefore(nextIssue)) {
            write();
        } else {
            nextIssue = now.plus(config.every());
            certify();
        }
    }

    /** Certifies all that was recorded so far. */
    void certify() {
        Map<StreamKey, Long> issuedUpTo;
        synchronized (recent) {
            open.forEach(this::close);
            open.clear();
            issuedUpTo = new HashMap<>(highest);
        }
        var now = clock.instant();
        if (!write()) {
            return;
        }
        try {
            for (var stream : issuedUpTo.entrySet()) {
                certify(stream.getKey(), stream.getValue(), now);
            }
            file.forgetBefore(now.minus(config.keep()));
        } catch (SQLException failed) {
            faults.report(FaultCode.LEDGER_FAILED, String.valueOf(failed.getMessage()));
        }
    }

    /** Of a stream without a new record it is said once an hour that there is none. */
    private void certify(StreamKey stream, long upTo, Instant now) throws SQLException {
        var ranges = file.untold(stream, Certificate.MAX_RANGES);
        var last = lastIssued.get(stream);
        if (ranges.isEmpty() && last != null && hour(last).equals(hour(now))) {
            return;
        }
        var id = new StreamId(place, gateway, stream.device(), stream.streamClass(), journal.epoch());
        var certificate = CertificateSeal.sign(new Certificate.Statement(id, upTo, now, ranges), key);
        try {
            journal.append(gateway, StreamClass.EVENTS, now, certificate).join();
        } catch (RuntimeException refused) {
            // the journal has reported it; the ranges stay untold
            return;
        }
        lastIssued.put(stream, now);
        if (!ranges.isEmpty()) {
            file.told(
                    stream,
                    ranges.get(0).sequences().first(),
                    ranges.get(ranges.size() - 1).sequences().last());
        }
    }

    private static Instant hour(Instant at) {
        return at.truncatedTo(ChronoUnit.HOURS);
    }

    private boolean write() {
        List<LedgerFile.Row> done;
        List<LedgerFile.Row> newest = new ArrayList<>();
        synchronized (recent) {
            done = List.copyOf(closed);
            closed.clear();
            open.forEach((stream, range) -> newest.add(new LedgerFile.Row(stream, range.range())));
        }
        try {
            file.write(done, newest);
            return true;
        } catch (SQLException failed) {
            faults.report(FaultCode.LEDGER_FAILED, String.valueOf(failed.getMessage()));
            synchronized (recent) {
                for (var i = done.size() - 1; i >= 0 && closed.size() < MAX_WAITING; i--) {
                    closed.addFirst(done.get(i));
                }
            }
            return false;
        }
    }

    /** To be called once nothing calls {@link #tick} any more and the journal is closed. */
    @Override
    public void close() {
        write();
        try {
            file.close();
        } catch (SQLException | IOException failed) {
            faults.report(FaultCode.LEDGER_FAILED, "closing failed: " + failed.getMessage());
        }
    }
}
