package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class FormerJournalsTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path data;

    private final Faults faults = new Faults();
    private GatewayConfig config;
    private GatewaySetup setup;

    @BeforeEach
    void recordInAnEarlierEpoch() throws Exception {
        config = TestConfig.of(Map.of("gateway.data", data.toString()));
        setup = ((GatewaySetup.Result.Accepted) GatewaySetup.of(config)).setup();
        var elsewhere = data.resolve("elsewhere");
        long epoch;
        try (var journal = Journal.open(elsewhere, setup.place(), setup.gateway(), config.journal(), CLOCK, faults)) {
            var gap = new Gap(FaultCode.JOURNAL_BUSY, CLOCK.instant());
            journal.append(setup.gateway(), StreamClass.EVENTS, CLOCK.instant(), gap)
                    .get();
            epoch = journal.epoch();
        }
        var journals = Files.createDirectories(data.resolve("journal"));
        Files.move(elsewhere, Journal.former(journals, epoch));
    }

    /** The start and what looks by the clock may meet; opened twice, the second one would find the database locked. */
    @RepeatedTest(5)
    void eachIsOpenedOnceWhoeverLooksFirst() throws Exception {
        var formers = new FormerJournals(config, setup, faults, CLOCK, new Random(1), Optional.empty());
        var together = new CyclicBarrier(2);
        var threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Boolean> starting = () -> {
                together.await();
                formers.start();
                return true;
            };
            Callable<Boolean> looking = () -> {
                together.await();
                formers.look();
                return true;
            };
            var started = threads.submit(starting);
            var looked = threads.submit(looking);

            assertThat(started.get()).isTrue();
            assertThat(looked.get()).isTrue();
            assertThat(formers.unacknowledged()).isEqualTo(1);
            assertThat(faults.total(FaultCode.JOURNAL_CORRUPT)).isZero();
        } finally {
            threads.shutdownNow();
            formers.close();
        }
    }
}
