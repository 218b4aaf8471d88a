package io.mededge.edge.staff;

import io.mededge.edge.access.SecondPerson;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.session.Sessions;
import io.mededge.edge.session.SignerIdentity;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.mededge.model.id.Place;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens the accounts of this facility, and takes the tenant's lists as they come. */
@Singleton
public class StaffBeans {
    private static final Duration LEAST_IDLE = Duration.ofMinutes(1);
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private final Accounts accounts;
    private final LogIns logIns;
    private final IdentityCheck identity;
    private final Snapshots snapshots;
    private final Faults faults;

    StaffBeans(
            @ConfigProperty(name = "gateway.data") Path data,
            @ConfigProperty(name = "gateway.region") String region,
            @ConfigProperty(name = "gateway.facility") String facility,
            StaffConfig config,
            Faults faults)
            throws IOException {
        this.faults = faults;
        accounts = Accounts.open(
                data.resolve(StaffCommand.FOLDER), InstantSource.system(), System::nanoTime, Verifier.ITERATIONS);
        logIns = new LogIns(accounts, idle(config), System::nanoTime);
        identity = new IdentityCheck(accounts);
        snapshots = Snapshots.of(
                accounts, logIns, Place.of(region, facility), config.tenantKeyFile(), config.snapshotFile(), faults);
    }

    private static Duration idle(StaffConfig config) {
        var idle = config.idle();
        if (idle.compareTo(LEAST_IDLE) < 0 || idle.compareTo(LONGEST_IDLE) > 0) {
            throw new ConfigurationException("gateway.staff.idle must be 1m to 1h, not " + idle);
        }
        return idle;
    }

    @Produces
    @Singleton
    Accounts accounts() {
        return accounts;
    }

    @Produces
    @Singleton
    LogIns logIns() {
        return logIns;
    }

    @Produces
    @Singleton
    SignerIdentity identity() {
        return identity;
    }

    @Produces
    @Singleton
    LogInDesk desk() {
        return new LogInDesk(identity, logIns, faults);
    }

    @Produces
    @Singleton
    Snapshots snapshots() {
        return snapshots;
    }

    @Produces
    @Singleton
    StaffActs acts(Bedside bedside, Sessions sessions) {
        return new StaffActs(accounts, bedside, sessions);
    }

    @Produces
    @Singleton
    SecondPerson secondPerson() {
        return new SecondPerson(
                (badge, pin, address) -> identity.badge(badge, pin, address) instanceof Outcome.Confirmed confirmed
                        ? Optional.of(confirmed.member())
                        : Optional.empty());
    }

    @Scheduled(
            every = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void tick() {
        accounts.tick();
        snapshots.look();
    }

    void stop(@Observes ShutdownEvent event) {
        accounts.close();
    }
}
