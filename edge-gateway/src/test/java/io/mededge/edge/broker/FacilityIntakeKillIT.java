package io.mededge.edge.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.ChildProgram;
import io.mededge.edge.journal.JournalChecker;
import io.mededge.model.safety.Hazard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker and gateway are killed at random moments while machines publish; then a reader that shares no code with the journal counts. */
class FacilityIntakeKillIT {
    private static final int KILLS = Integer.getInteger("mededge.kills", Boolean.getBoolean("mededge.long") ? 100 : 4);
    private static final long SEED = Long.getLong("mededge.seed", System.nanoTime());
    private static final List<String> MACHINES = List.of("vitals-1", "vitals-2");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    @Hazard("H-008")
    void everyAcknowledgedValueIsInTheJournalExactlyOnce() throws Exception {
        System.out.println("seed " + SEED);
        var broker = new FacilityBroker(folder, MACHINES.toArray(String[]::new));
        open.add(broker);
        var gateway = gateway(broker);
        open.add(gateway);
        // the broker must know of the gateway's session before a machine speaks
        await().atMost(PATIENCE).until(() -> gateway.output().contains("connected to the facility's broker"));
        var machines = MACHINES.stream()
                .map(id -> new CountingMachine(broker.url(), id, broker.credentials(id)))
                .toList();
        open.addAll(machines);
        await().atMost(PATIENCE).until(() -> acknowledged(machines) > 500);

        kill(broker, gateway, machines);
        for (var machine : machines) {
            machine.close();
        }
        var journal = folder.resolve("journal");
        await().atMost(PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> missing(journal, machines) == 0);
        gateway.kill();

        var checker = new JournalChecker(journal);
        assertThat(checker.problems()).isEmpty();
        for (var i = 0; i < machines.size(); i++) {
            var values = checker.values(MACHINES.get(i) + "/0");
            assertThat(machines.get(i).refusals()).isEmpty();
            assertThat(new HashSet<>(values)).as("each value once").hasSize(values.size());
            assertThat(values)
                    .containsAll(machines.get(i).acknowledged().stream()
                            .map(Long::doubleValue)
                            .toList());
        }
        System.out.printf(
                "%d kills of broker and gateway: %d values acknowledged, 0 missing, 0 twice%n",
                KILLS, acknowledged(machines));
    }

    private static void kill(FacilityBroker broker, ChildProgram gateway, List<CountingMachine> machines)
            throws Exception {
        var random = new Random(SEED);
        for (var kill = 0; kill < KILLS; kill++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            // both die alike often, sometimes together
            if (kill % 2 == 0 || random.nextInt(4) == 0) {
                gateway.kill();
                gateway.restart();
            }
            if (kill % 2 == 1 || random.nextInt(4) == 0) {
                broker.kill();
                broker.restart();
            }
            var before = acknowledged(machines);
            await().atMost(PATIENCE).until(() -> acknowledged(machines) > before + 200);
        }
    }

    private static int acknowledged(List<CountingMachine> machines) {
        return machines.stream()
                .mapToInt(machine -> machine.acknowledged().size())
                .sum();
    }

    private static int missing(Path journal, List<CountingMachine> machines) throws Exception {
        var checker = new JournalChecker(journal);
        var missing = 0;
        for (var i = 0; i < machines.size(); i++) {
            var there = new HashSet<>(checker.values(MACHINES.get(i) + "/0"));
            missing += (int) machines.get(i).acknowledged().stream()
                    .filter(value -> !there.contains(value.doubleValue()))
                    .count();
        }
        return missing;
    }

    private ChildProgram gateway(FacilityBroker broker) throws Exception {
        var settings = new Properties();
        settings.putAll(broker.settings());
        var file = folder.resolve("settings");
        try (var writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        var arguments = new ArrayList<>(List.of(
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                IntakeProgram.class.getName(),
                folder.resolve("journal").toString(),
                file.toString()));
        arguments.addAll(MACHINES);
        return ChildProgram.java(arguments, folder.resolve("gateway.log"));
    }
}
