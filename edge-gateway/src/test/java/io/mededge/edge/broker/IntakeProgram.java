package io.mededge.edge.broker;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Properties;
import java.util.Random;

/** The child of the kill test: a journal and an intake, until it is killed. Arguments: folder of the journal, file of settings, ids of the machines. */
final class IntakeProgram {
    private static final long MAX_JOURNAL_BYTES = 1L << 30;

    private IntakeProgram() {}

    public static void main(String[] arguments) throws Exception {
        var settings = new Properties();
        try (var file = Files.newBufferedReader(Path.of(arguments[1]))) {
            settings.load(file);
        }
        var values = new HashMap<String, String>();
        settings.stringPropertyNames().forEach(key -> values.put(key, settings.getProperty(key)));
        var machines = Arrays.stream(arguments)
                .skip(2)
                .map(id -> TerminalProfile.device(id, Duration.ofHours(1)))
                .toList();
        var faults = new Faults();
        var intake = new FacilityIntake(
                TestConfig.of(values).broker(),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                TestJournal.open(Path.of(arguments[0]), MAX_JOURNAL_BYTES, faults),
                new Devices(machines),
                faults,
                InstantSource.system(),
                new Random());
        intake.start();
        Thread.currentThread().join();
    }
}
