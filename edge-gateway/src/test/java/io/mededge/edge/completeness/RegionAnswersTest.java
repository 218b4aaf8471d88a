package io.mededge.edge.completeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Comparison.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionAnswersTest {
    private static final StreamKey STREAM = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<Range> resent = new ArrayList<>();
    private Journal journal;
    private RegionAnswers answers;

    @BeforeEach
    void open() throws Exception {
        journal = TestJournal.open(folder);
        for (var i = 0; i < 20; i++) {
            journal.append(
                            STREAM.device(),
                            STREAM.streamClass(),
                            Instant.now(),
                            new Gap(FaultCode.MODBUS_TIMEOUT, Instant.now()))
                    .get();
        }
        journal.free(STREAM, List.of(new Range(1, 15)));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> journal.streams().get(0).firstSequence() == 16);
        answers = new RegionAnswers(journal, faults, (stream, ranges) -> resent.addAll(ranges));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Comparison answer(long first, long last, Verdict verdict, Range... missing) {
        return new Comparison(
                STREAM.device(),
                STREAM.streamClass(),
                journal.epoch(),
                new Range(first, last),
                verdict,
                List.of(missing));
    }

    @Test
    void eachAnswerIsCountedOnceHoweverOftenItComes() {
        for (var i = 0; i < 3; i++) {
            answers.heard(List.of(
                    answer(1, 5, Verdict.EQUAL), answer(6, 10, Verdict.UNKNOWN), answer(11, 15, Verdict.DIFFERS)));
        }
        assertThat(answers.ranges(Verdict.EQUAL)).isEqualTo(1);
        assertThat(answers.ranges(Verdict.UNKNOWN)).isEqualTo(1);
        assertThat(answers.ranges(Verdict.DIFFERS)).isEqualTo(1);
        assertThat(faults.total(FaultCode.RECORDS_DISPUTED)).isEqualTo(1);
        assertThat(resent)
                .as("other content cannot be mended by sending it again")
                .isEmpty();
    }

    @Test
    void whatWasAcknowledgedAndIsMissingIsSentAgain() {
        answers.heard(List.of(answer(1, 15, Verdict.DIFFERS, new Range(3, 4), new Range(15, 15))));
        assertThat(resent).containsExactly(new Range(3, 4), new Range(15, 15));
        assertThat(answers.sentAgain()).isEqualTo(3);
        assertThat(faults.total(FaultCode.RECORDS_DISPUTED)).isEqualTo(1);

        answers.heard(List.of(answer(1, 15, Verdict.EQUAL)));
        assertThat(answers.ranges(Verdict.EQUAL)).isEqualTo(1);
    }

    @Test
    void whatIsStillOnItsWayIsNoDispute() {
        answers.heard(List.of(answer(11, 20, Verdict.DIFFERS, new Range(16, 20))));
        assertThat(faults.total(FaultCode.RECORDS_DISPUTED)).isZero();
        answers.heard(List.of(answer(11, 20, Verdict.DIFFERS, new Range(14, 20))));
        assertThat(resent).containsExactly(new Range(14, 15));
    }

    @Test
    void answersForAnotherJournalAreOfNoInterest() {
        var other = new Comparison(
                STREAM.device(),
                STREAM.streamClass(),
                journal.epoch() + 1,
                new Range(1, 5),
                Verdict.DIFFERS,
                List.of());
        answers.heard(List.of(other));
        assertThat(faults.total(FaultCode.RECORDS_DISPUTED)).isZero();
    }
}
