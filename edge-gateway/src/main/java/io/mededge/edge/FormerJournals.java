package io.mededge.edge;

import io.mededge.edge.backup.Backup;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.uplink.Uplink;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * The journals of earlier epochs: restored from a backup, or saved from a damaged one. Each is delivered over a connection of its own, under its old numbers, by which the region
 * knows what it already has; when the region has all of it, it is deleted. Thread-safe: no journal may be open twice.
 */
final class FormerJournals {
    private static final Logger LOG = Logger.getLogger(FormerJournals.class);

    private final GatewayConfig config;
    private final GatewaySetup setup;
    private final Faults faults;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Optional<Backup> backup;
    private final List<Former> formers = new CopyOnWriteArrayList<>();

    private record Former(Path folder, Journal journal, Uplink uplink) {}

    FormerJournals(
            GatewayConfig config,
            GatewaySetup setup,
            Faults faults,
            InstantSource clock,
            RandomGenerator random,
            Optional<Backup> backup) {
        this.config = config;
        this.setup = setup;
        this.faults = faults;
        this.clock = clock;
        this.random = random;
        this.backup = backup;
    }

    /** @throws IOException if one cannot be used */
    synchronized void start() throws IOException {
        for (var folder : Journal.formers(config.data().resolve("journal"))) {
            if (formers.stream().noneMatch(former -> former.folder().equals(folder))) {
                start(folder);
            }
        }
    }

    private void start(Path folder) throws IOException {
        var journal = Journal.openFormer(folder, setup.place(), setup.gateway(), config.journal(), clock, faults);
        var uplink = new Uplink(
                config.uplink(), setup.place(), setup.gateway(), journal, setup.devices(), faults, clock, random);
        formers.add(new Former(folder, journal, uplink));
        LOG.infof("%d records of the earlier epoch %d wait for the region", journal.unacknowledged(), journal.epoch());
        if (backup.isPresent()) {
            backup.get().follow(journal);
        }
        uplink.start();
    }

    /** Takes in what was saved of a damaged journal meanwhile, and takes leave of those of which the region has all. */
    synchronized void look() {
        try {
            start();
        } catch (IOException failed) {
            faults.report(FaultCode.JOURNAL_CORRUPT, "an earlier epoch cannot be read: " + failed.getMessage());
        }
        for (var former : formers) {
            if (former.journal().unacknowledged() == 0) {
                formers.remove(former);
                close(former);
                try {
                    delete(former.folder());
                    LOG.infof(
                            "the region has all of the earlier epoch %d",
                            former.journal().epoch());
                } catch (IOException stays) {
                    // the next look finds it again, with nothing to send
                    LOG.warnf("%s cannot be deleted: %s", former.folder(), stays.getMessage());
                }
            }
        }
    }

    long unacknowledged() {
        return formers.stream()
                .mapToLong(former -> former.journal().unacknowledged())
                .sum();
    }

    private void close(Former former) {
        former.uplink().close();
        backup.ifPresent(copying -> copying.forget(former.journal().epoch()));
        former.journal().close();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What is not acknowledged by then waits for the next run. */
    synchronized void close() {
        formers.forEach(former -> {
            former.uplink().close();
            former.journal().close();
        });
    }
}
