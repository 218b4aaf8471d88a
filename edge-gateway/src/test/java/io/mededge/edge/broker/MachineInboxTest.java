package io.mededge.edge.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.broker.MachineInbox.Fate;
import io.mededge.edge.broker.MachineInbox.Waiting;
import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each message once, over restarts and while the journal has no room. */
@Hazard("H-008")
class MachineInboxTest {
    private static final StreamKey STREAM = new StreamKey(new DeviceId("vitals-1"), StreamClass.TELEMETRY);
    private static final Instant START = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.SECONDS);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Map<Integer, Fate> fates = new ConcurrentHashMap<>();
    private int offers;

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void aRepetitionMakesNoSecondRecordAlsoAfterARestart() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            offer(inbox, 5, 0);
            offer(inbox, 5, 0);
            offer(inbox, 6, 1);
            assertThat(fates(3)).containsExactly(new Fate.Stored(), new Fate.Repeated(), new Fate.Stored());
        }
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            for (var id : new int[] {5, 6, 7}) {
                offer(inbox, id, id - 5);
            }
            assertThat(fates(6).subList(3, 6))
                    .containsExactly(new Fate.Repeated(), new Fate.Repeated(), new Fate.Stored());
            assertThat(values(journal)).containsExactly(5.0, 6.0, 7.0);
        }
    }

    @Test
    void theOrderInWhichTheyComeDoesNotMatter() throws Exception {
        var ids = new int[] {30, 10, 20, 5, 40, 25};
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            for (var id : ids) {
                offer(inbox, id, 0);
            }
            assertThat(fates(ids.length)).containsOnly(new Fate.Stored());
        }
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            for (var id : ids) {
                offer(inbox, id, 0);
            }
            offer(inbox, 35, 0);
            var fates = fates(2 * ids.length + 1);
            assertThat(fates.subList(ids.length, 2 * ids.length)).containsOnly(new Fate.Repeated());
            assertThat(fates.get(2 * ids.length)).isEqualTo(new Fate.Stored());
            assertThat(values(journal)).containsExactly(30.0, 10.0, 20.0, 5.0, 40.0, 25.0, 35.0);
        }
    }

    /** Every second id, more of them than are remembered: inside the window each is known or not, below it all count as known. */
    @Test
    void soManyAreRememberedAlsoAfterARestart() throws Exception {
        var last = 2 * (MachineInbox.REMEMBERED + 100);
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            for (var id = 2; id <= last; id += 2) {
                offer(inbox, id, 0);
                if (offers % 200 == 0) {
                    fates(offers);
                }
            }
            fates(last / 2);
        }
        fates.clear();
        offers = 0;
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            for (var id : new int[] {last, 202, 200, 3, 203, last - 1}) {
                offer(inbox, id, 0);
            }
            assertThat(fates(6))
                    .containsExactly(
                            new Fate.Repeated(),
                            new Fate.Repeated(),
                            new Fate.Repeated(),
                            new Fate.Repeated(),
                            new Fate.Stored(),
                            new Fate.Stored());
        }
    }

    @Test
    void aCounterThatBeginsAnewIsToldFromARepetition() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            offer(inbox(journal), 5, 0);
            assertThat(fates(1)).containsExactly(new Fate.Stored());
        }
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            offer(inbox, 5, 60);
            offer(inbox, 5, 0);
            assertThat(fates(3).subList(1, 3)).containsExactly(new Fate.CountsAnew(5), new Fate.Repeated());
            assertThat(values(journal)).containsExactly(5.0);
        }
    }

    /** A machine's clock may be ahead of the gateway's, messages may change places, and their times may be finer than the journal's. */
    @Test
    void aRepetitionIsNoneThatCountsAnewAlsoAfterAKill() throws Exception {
        var killed = folder.resolve("killed");
        try (var journal = TestJournal.open(folder)) {
            var inbox = inbox(journal);
            offer(inbox, 9, Duration.ofSeconds(40).plusNanos(123_456_789));
            offer(inbox, 8, Duration.ofSeconds(39));
            assertThat(fates(2)).containsOnly(new Fate.Stored());
            var copied = new ProcessBuilder("sh", "-c", "mkdir killed && cp journal.* killed/")
                    .directory(folder.toFile())
                    .start();
            assertThat(copied.waitFor()).isZero();
        }
        for (var journals : List.of(folder, killed)) {
            fates.clear();
            offers = 0;
            try (var journal = TestJournal.open(journals)) {
                var inbox = inbox(journal);
                offer(inbox, 9, Duration.ofSeconds(40).plusNanos(123_456_789));
                offer(inbox, 8, Duration.ofSeconds(39));
                offer(inbox, 8, Duration.ofSeconds(40).plusNanos(123_457_000));
                assertThat(fates(3))
                        .as("%s", journals)
                        .containsExactly(new Fate.Repeated(), new Fate.Repeated(), new Fate.CountsAnew(9));
            }
        }
    }

    @Test
    void whatIsGivenUpWithTheLinkComesAgain() throws Exception {
        try (var journal = TestJournal.open(folder, 1 << 20, new Faults())) {
            var other = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
            while (journal.failing().isEmpty()) {
                fill(journal, other);
            }
            var inbox = inbox(journal);
            for (var id = 1; id <= 20; id++) {
                offer(inbox, id, id);
            }
            Thread.sleep(300);
            assertThat(thread.submit(inbox::restart).get(5, TimeUnit.SECONDS)).isEqualTo(20);

            journal.free(other, List.of(new SequenceSet.Range(1, Long.MAX_VALUE - 1)));
            await().atMost(PATIENCE).until(() -> journal.failing().isEmpty());
            for (var id = 1; id <= 20; id++) {
                offer(inbox, id, id);
            }
            assertThat(fates(20)).containsOnly(new Fate.Stored());
            assertThat(values(journal)).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatTheJournalRefusesIsNotConfirmedAndStoredInItsPlaceOnceThereIsRoom() throws Exception {
        var faults = new Faults();
        try (var journal = TestJournal.open(folder, 1 << 20, faults)) {
            var other = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
            while (journal.failing().isEmpty()) {
                fill(journal, other);
            }
            var inbox = inbox(journal);
            for (var id = 1; id <= 300; id++) {
                offer(inbox, id, id);
            }
            Thread.sleep(700);
            assertThat(fates).isEmpty();

            journal.free(other, List.of(new SequenceSet.Range(1, Long.MAX_VALUE - 1)));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                thread.execute(inbox::flush);
                return fates.size() == 300;
            });
            assertThat(fates.values()).containsOnly(new Fate.Stored());
            assertThat(values(journal))
                    .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 300)
                            .mapToObj(value -> (double) value)
                            .toList());
        }
    }

    private static void fill(Journal journal, StreamKey stream) throws Exception {
        var last = journal.append(stream.device(), stream.streamClass(), START, TestJournal.sample(1, 20));
        for (var i = 0; i < 500; i++) {
            last = journal.append(stream.device(), stream.streamClass(), START, TestJournal.sample(Math.random(), 400));
        }
        last.handle((entry, refused) -> true).get(20, TimeUnit.SECONDS);
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    }

    private MachineInbox inbox(Journal journal) {
        return new MachineInbox(
                STREAM,
                "mqtt-telemetry-",
                journal,
                thread,
                new Backoff(Duration.ofMillis(50), Duration.ofMillis(100), new Random(1)));
    }

    private void offer(MachineInbox inbox, long id, long seconds) {
        offer(inbox, id, Duration.ofSeconds(seconds));
    }

    /** @param later than {@link #START} */
    private void offer(MachineInbox inbox, long id, Duration later) {
        var number = offers++;
        var item = new Journal.Item(START.plus(later), TestJournal.sample(id, 2));
        thread.execute(() -> inbox.offer(new Waiting(id, item, fate -> fates.put(number, fate))));
    }

    /** In the order of the offers. */
    private List<Fate> fates(int count) {
        await().atMost(PATIENCE).until(() -> fates.size() == count);
        return new ArrayList<>(new java.util.TreeMap<>(fates).values());
    }

    private static List<Double> values(Journal journal) throws IOException {
        return journal.read(STREAM, 1, 100_000, 1_000, 1 << 24).stream()
                .map(entry -> ((Sample) entry.body()).readings().get(0).value())
                .toList();
    }
}
