package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.safety.Hazard;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code kill -9} of one process after the other while 52 stations are polled: each is back within its limit, and afterwards nothing is missing and
 * nothing is there twice. {@code ./mededge test} kills what lies on the path of a measurement; {@code --long} kills everything.
 */
@ExtendWith(RunningStack.Extension.class)
@Hazard("H-008")
class KillIT {
    private static final List<String> ON_THE_PATH =
            List.of("broker-regional", "kafka-regional", "postgres", "regional", "edge-gateway");

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LIMIT_OF_CASSANDRA = Duration.ofSeconds(30);

    /** Between a kill and the next, so that each finds the system at work and the others caught up. */
    private static final Duration WORK = Duration.ofSeconds(5);

    /** What was unacknowledged is sent again after 5 s, in the worst case after another minute. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(120);

    private record Restart(String process, Duration took) {}

    private final RunningStack stack;

    KillIT(RunningStack stack) {
        this.stack = stack;
    }

    @Test
    void nothingIsMissingOrDoubleAfterEachProcessWasKilled() throws SQLException, InterruptedException {
        var before = SequenceAudit.of(stack.database()).sequences();
        var victims = Boolean.getBoolean("mededge.long") ? stack.processes() : ON_THE_PATH;
        var restarts = new ArrayList<Restart>();
        for (var process : victims) {
            restarts.add(kill(process));
            Thread.sleep(WORK.toMillis());
        }
        await().atMost(CATCHING_UP)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(SequenceAudit.of(stack.database()).findings())
                                .isEmpty());
        var audit = SequenceAudit.of(stack.database());
        System.out.printf(
                "%d kills %s%n%d streams with %,d sequences (%,d before), %d findings%n",
                restarts.size(),
                restarts,
                audit.streams(),
                audit.sequences(),
                before,
                audit.findings().size());
        assertThat(audit.sequences()).as("sequences went on").isGreaterThan(before);
        assertThat(restarts)
                .allSatisfy(restart -> assertThat(restart.took())
                        .as(restart.process())
                        .isLessThanOrEqualTo(restart.process().equals("cassandra") ? LIMIT_OF_CASSANDRA : LIMIT));
    }

    /** The audit is able to see what it is for: in a transaction that is rolled back, rows are lost, doubled and unmarked. */
    @Test
    void theAuditSeesALostAndADoubleRow() throws SQLException {
        try (var connection = stack.database().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    create temporary table victim on commit drop as
                    select stream, sequence from (
                        select stream, sequence, lead(sequence, 2) over (partition by stream order by sequence) as third
                        from (select distinct stream, sequence from sample
                            where stream = (select stream from sample order by at desc limit 1)) as whole) as run
                    where third = sequence + 2 order by sequence limit 1""");
            statement.execute("insert into sample select sample.* from sample join victim using (stream)"
                    + " where sample.sequence = victim.sequence + 1");
            statement.execute("insert into gap (stream, sequence, at, fault)"
                    + " select stream, sequence + 1, now(), 102 from victim");
            statement.execute("delete from sample using victim"
                    + " where sample.stream = victim.stream and sample.sequence = victim.sequence");
            statement.execute("update stream set received = received"
                    + " - int8multirange(int8range(victim.sequence + 2, victim.sequence + 3))"
                    + " from victim where stream.id = victim.stream");
            var findings = SequenceAudit.of(connection).findings();
            connection.rollback();
            assertThat(findings).anySatisfy(finding -> assertThat(finding).contains("1 sequences missing"));
            assertThat(findings).anySatisfy(finding -> assertThat(finding).contains("sequences without a row"));
            assertThat(findings).anySatisfy(finding -> assertThat(finding).contains("values stored twice"));
            assertThat(findings).anySatisfy(finding -> assertThat(finding).contains("sample and gap"));
            assertThat(findings).anySatisfy(finding -> assertThat(finding).contains("stored and not marked"));
        }
    }

    private Restart kill(String process) {
        var pid = stack.pid(process);
        var killed = Instant.now();
        stack.kill(process);
        stack.awaitHealthy(process, LIMIT_OF_CASSANDRA.multipliedBy(2));
        var restart = new Restart(process, Duration.between(killed, Instant.now()));
        assertThat(stack.pid(process)).as("a new process of " + process).isNotEqualTo(pid);
        return restart;
    }
}
