package io.mededge.edge.completeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.FullDisk;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.FolderLock;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.completeness.RecordChain;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Fingerprint;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real journal. What is stated is computed anew here from the records that the journal confirmed. */
class CompletenessLedgerTest {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final StreamKey TELEMETRY = new StreamKey(DEVICE, StreamClass.TELEMETRY);
    private static final StreamKey CERTIFICATES = new StreamKey(TestJournal.GATEWAY, StreamClass.EVENTS);
    private static final Instant SLOT = Instant.parse("2026-03-01T08:05:00Z");

    private record Config(Duration every, Duration keep, Optional<Path> publicKeyFile) implements CompletenessConfig {}

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<Entry> confirmed = new ArrayList<>();

    @Test
    void whatIsCertifiedIsWhatWasConfirmed() throws Exception {
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 5);
            append(journal, SLOT.plusSeconds(299), new Gap(FaultCode.MODBUS_TIMEOUT, null));
            append(journal, SLOT.plusSeconds(300), 3);
            // a clock that was set back
            append(journal, SLOT.plusSeconds(10), 2);
            ledger.certify();

            var statement = onlyOf(TELEMETRY, journal);
            assertThat(statement.highest()).isEqualTo(11);
            assertThat(statement.ranges())
                    .containsExactly(
                            range(journal, 1, 6, SLOT, new Certificate.GapNote(6, FaultCode.MODBUS_TIMEOUT)),
                            range(journal, 7, 9, SLOT.plusSeconds(300)),
                            range(journal, 10, 11, SLOT));
        }
    }

    /** SQLite rolls back by itself when there is no room, of which its driver knows nothing. */
    @Test
    void afterAFullDiskEveryRangeIsStillCertified() throws Exception {
        try (var disk = FullDisk.mount(folder.resolve("completeness"), "256k");
                var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 5);
            ledger.tick();
            assertThat(faults.total(FaultCode.LEDGER_FAILED)).isZero();
            disk.fill();
            for (var i = 1; faults.total(FaultCode.LEDGER_FAILED) < 3; i++) {
                assertThat(i).as("rows that a full disk takes").isLessThan(2_000);
                append(journal, SLOT.plusSeconds(300L * i), 1);
                ledger.tick();
            }
            disk.empty();
            ledger.tick();
            assertThat(faults.total(FaultCode.LEDGER_FAILED))
                    .as("it is written again")
                    .isEqualTo(3);
            ledger.certify();
            assertThat(faults.total(FaultCode.LEDGER_FAILED)).isEqualTo(3);
            assertThat(of(TELEMETRY, journal).get(0).ranges().get(0).sequences())
                    .isEqualTo(new SequenceSet.Range(1, 5));
        }
    }

    @Test
    void nothingIsCertifiedTwiceAndSilenceOnceAnHour() throws Exception {
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 5);
            ledger.certify();
            ledger.certify();
            append(journal, SLOT, 2);
            ledger.certify();

            assertThat(of(TELEMETRY, journal))
                    .flatExtracting(statement -> statement.ranges().stream()
                            .map(Certificate.Range::sequences)
                            .toList())
                    .containsExactly(new SequenceSet.Range(1, 5), new SequenceSet.Range(6, 7));
            assertThat(of(TELEMETRY, journal)).hasSize(2);
        }
    }

    @Test
    void aRangeIsBoundedInRecordsAndGaps() throws Exception {
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, Certificate.MAX_RECORDS + 1);
            for (var i = 0; i <= Certificate.MAX_GAPS; i++) {
                append(journal, SLOT, new Gap(FaultCode.MODBUS_TIMEOUT, SLOT));
            }
            ledger.certify();

            assertThat(onlyOf(TELEMETRY, journal).ranges())
                    .extracting(range -> range.sequences().size())
                    .containsExactly((long) Certificate.MAX_RECORDS, 51L, 1L);
        }
    }

    /** The process ends right after the journal's commit: the ledger never wrote a word. */
    @Test
    void afterACrashTheTailOfTheJournalIsComputedAgain() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var crashed = ledger(journal);
            crashed.start();
            append(journal, SLOT, 4);
        }
        asAfterAKill();
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 3);
            ledger.certify();

            assertThat(onlyOf(TELEMETRY, journal).ranges()).containsExactly(range(journal, 1, 7, SLOT));
        }
    }

    /** The same, and the region had acknowledged some of it: their content is gone, and nothing is stated about it. */
    @Test
    void whatWasFreedBeforeTheLedgerKnewItIsCertifiedAsNotKnown() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var crashed = ledger(journal);
            crashed.start();
            append(journal, SLOT, 3);
            crashed.tick();
            append(journal, SLOT, 4);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 5)));
            waitUntilFreed(journal, 6);
        }
        asAfterAKill();
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            ledger.certify();

            var statement = onlyOf(TELEMETRY, journal);
            assertThat(statement.highest()).isEqualTo(7);
            assertThat(statement.ranges()).containsExactly(range(journal, 1, 3, SLOT), range(journal, 6, 7, SLOT));
        }
    }

    @Test
    void afterACleanStopNothingIsMissingThoughAllWasFreed() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var ledger = ledger(journal);
            ledger.start();
            append(journal, SLOT, 5);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 5)));
            waitUntilFreed(journal, 0);
            ledger.close();
        }
        try (var journal = TestJournal.open(folder);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 1);
            ledger.certify();
            assertThat(onlyOf(TELEMETRY, journal).ranges())
                    .containsExactly(range(journal, 1, 5, SLOT), range(journal, 6, 6, SLOT));
        }
    }

    /** An older image of the journal was put back: what the ledger knows beyond it will be numbered anew. */
    @Test
    void aLedgerThatIsAheadOfItsJournalForgetsWhatIsBeyond() throws Exception {
        var older = folder.resolve("older");
        try (var journal = TestJournal.open(folder.resolve("journal"))) {
            append(journal, SLOT, 2);
        }
        confirmed.clear();
        copy(folder.resolve("journal"), older);
        try (var journal = TestJournal.open(folder.resolve("journal"))) {
            var ledger = ledger(journal);
            ledger.start();
            append(journal, SLOT, 5);
            ledger.close();
        }
        confirmed.clear();
        try (var journal = TestJournal.open(older);
                var ledger = ledger(journal)) {
            ledger.start();
            append(journal, SLOT, 1);
            ledger.certify();
            var statement = onlyOf(TELEMETRY, journal);
            assertThat(statement.highest()).isEqualTo(3);
            assertThat(statement.ranges())
                    .allSatisfy(range -> assertThat(range.sequences().last()).isLessThanOrEqualTo(3));
        }
    }

    @Test
    void aSecondOpeningIsRefusedBeforeItMakesAKey() throws Exception {
        try (var journal = TestJournal.open(folder.resolve("journal"));
                var held = FolderLock.take(folder.resolve("completeness"))) {
            assertThatThrownBy(() -> ledger(journal))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by this process");
            assertThat(folder.resolve("completeness").resolve(SigningKey.SECRET_FILE))
                    .doesNotExist();
            held.close();
            ledger(journal).close();
            ledger(journal).close();
        }
    }

    /** The secret of RFC 8032 section 7.1, test 1. */
    @Test
    void thePublicKeyIsThatOfTheSecret() {
        var key = SigningKey.of(
                HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        assertThat(HexFormat.of().formatHex(key.getPublic().getEncoded()))
                .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    private CompletenessLedger ledger(Journal journal) throws IOException {
        return CompletenessLedger.open(
                folder.resolve("completeness"),
                new Config(Duration.ofMinutes(5), Duration.ofDays(100_000), Optional.empty()),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                journal,
                faults,
                InstantSource.fixed(SLOT.plusSeconds(400)));
    }

    private void append(Journal journal, Instant at, int count) {
        for (var i = 0; i < count; i++) {
            append(journal, at.plusNanos(i * 1_001L), TestJournal.sample(i, 20));
        }
    }

    private void append(Journal journal, Instant at, RegionBound body) {
        confirmed.add(journal.append(DEVICE, StreamClass.TELEMETRY, at, body).join());
    }

    /** What was written is there, and who had it is gone: the ledger's files, without its lock. */
    private void asAfterAKill() throws IOException {
        copy(folder.resolve("completeness"), folder.resolve("left"));
        Files.move(folder.resolve("completeness"), folder.resolve("of-the-killed"));
        Files.move(folder.resolve("left"), folder.resolve("completeness"));
    }

    private static void waitUntilFreed(Journal journal, long first) throws Exception {
        for (var attempt = 0; attempt < 200; attempt++) {
            if (journal.streams().stream()
                    .anyMatch(stream -> stream.key().equals(TELEMETRY) && stream.firstSequence() == first)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the journal did not free in time");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private Certificate.Range range(Journal journal, long first, long last, Instant slot, Certificate.GapNote... gaps) {
        return new Certificate.Range(
                new SequenceSet.Range(first, last), slot, fingerprint(journal, first, last), List.of(gaps));
    }

    private Fingerprint fingerprint(Journal journal, long first, long last) {
        var chain = new RecordChain(id(TELEMETRY, journal));
        confirmed.stream()
                .filter(entry -> entry.sequence() >= first && entry.sequence() <= last)
                .forEach(entry -> chain.add(entry.sequence(), entry.at(), entry.body()));
        return chain.value();
    }

    private static StreamId id(StreamKey stream, Journal journal) {
        return new StreamId(
                TestJournal.PLACE, TestJournal.GATEWAY, stream.device(), stream.streamClass(), journal.epoch());
    }

    private Certificate.Statement onlyOf(StreamKey stream, Journal journal) throws IOException {
        var all = of(stream, journal);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<Certificate.Statement> of(StreamKey stream, Journal journal) throws IOException {
        var key = SigningKey.open(folder.resolve("completeness"), folder.resolve("again.pem"))
                .getPublic();
        return journal.read(CERTIFICATES, 1, 1_000, 1_000, 1 << 20).stream()
                .map(entry -> (Certificate) entry.body())
                .peek(certificate ->
                        assertThat(CertificateSeal.verify(certificate, key)).isTrue())
                .map(Certificate::statement)
                .filter(statement -> statement.stream().equals(id(stream, journal)))
                .toList();
    }
}
