package io.mededge.edge;

import io.mededge.edge.adt.AdtIntake;
import io.mededge.edge.backup.Backup;
import io.mededge.edge.broker.FacilityIntake;
import io.mededge.edge.clock.ClockWatch;
import io.mededge.edge.completeness.CompletenessLedger;
import io.mededge.edge.completeness.RegionAnswers;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.modbus.ModbusPoller;
import io.mededge.edge.monitor.Board;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.patient.HospitalRecords;
import io.mededge.edge.patient.PatientConfig;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.ProfileFiles;
import io.mededge.edge.session.Sessions;
import io.mededge.edge.staff.Accounts;
import io.mededge.edge.staff.StaffConfig;
import io.mededge.edge.uplink.Uplink;
import io.mededge.edge.uplink.UplinkConfig;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The gateway, wired from its configuration: machines → {@link ModbusPoller} or {@link FacilityIntake} → {@link Journal} → {@link Board} and {@link Uplink}.
 *
 * <p>Every record takes that way: it is numbered and durable in the journal first, and only then shown and sent.
 */
@Startup
@Singleton
public class EdgeGateway {
    private final GatewaySetup setup;
    private final InstantSource clock = InstantSource.system();
    private final Faults faults = new Faults();
    private final Board board;
    private final Journal journal;
    private final Optional<CompletenessLedger> ledger;
    private final Uplink uplink;
    private final ModbusPoller poller;
    private final FacilityIntake intake;
    private final AdtIntake adt;
    private final ClockWatch clockWatch;
    private final RegionAnswers answers;
    private final FormerJournals formers;
    private final Optional<Backup> backup;
    private final PatientConfig patients;
    private final StaffConfig staff;

    EdgeGateway(GatewayConfig config, Board board) throws IOException {
        this.board = board;
        setup = checked(config);
        // jitter and phases need no secrecy, but must differ between gateways that start together
        var random = new Random(new SecureRandom().nextLong());
        journal = Journal.open(
                config.data().resolve("journal"), setup.place(), setup.gateway(), config.journal(), clock, faults);
        ledger = config.uplink().mode() == UplinkConfig.Mode.REGION ? Optional.of(ledger(config)) : Optional.empty();
        uplink = new Uplink(
                config.uplink(), setup.place(), setup.gateway(), journal, setup.devices(), faults, clock, random);
        answers = new RegionAnswers(journal, faults, uplink::sendAgain);
        uplink.whenCompared(answers::heard);
        clockWatch = new ClockWatch(config.clock(), clock, System::nanoTime, faults, this::recordClock, lastRecorded());
        poller = new ModbusPoller(setup.devices(), config.modbus(), journal, faults, clock, random);
        intake = new FacilityIntake(
                config.broker(), setup.place(), setup.gateway(), journal, setup.devices(), faults, clock, random);
        adt = new AdtIntake(config.adt(), setup.place().facility(), faults, clock);
        backup = Backup.open(config.data(), config.backup(), setup.place(), setup.gateway(), faults, clock);
        formers = new FormerJournals(config, setup, faults, clock, random, backup);
        patients = config.patients();
        staff = config.staff();
    }

    /** Only a region asks for certificates. */
    private CompletenessLedger ledger(GatewayConfig config) throws IOException {
        return CompletenessLedger.open(
                config.data().resolve("completeness"),
                config.completeness(),
                setup.place(),
                setup.gateway(),
                journal,
                faults,
                clock);
    }

    private static GatewaySetup checked(GatewayConfig config) {
        var result = GatewaySetup.of(config);
        if (result instanceof GatewaySetup.Result.Refused refused) {
            throw new ConfigurationException(String.join("\n", refused.problems()));
        }
        return ((GatewaySetup.Result.Accepted) result).setup();
    }

    /** Before Quarkus calls the application running: what happens by the clock must find everything started. */
    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event,
            Bedside bedside,
            HospitalRecords hospitalRecords,
            Sessions sessions,
            Accounts accounts)
            throws IOException {
        setup.devices().all().forEach(device -> board.register(device, device.description()));
        journal.subscribe((stream, entry) -> {
            board.record(stream.device(), entry);
            bedside.observe(stream.device(), entry);
            sessions.heard(stream.device(), entry);
        });
        if (ledger.isPresent()) {
            // before the uplink frees records that it has not seen
            ledger.get().start();
        }
        uplink.start();
        formers.start();
        if (backup.isPresent()) {
            backup.get().add("staff/staff.db", accounts::changes, accounts::copyTo);
            start(backup.get(), bedside, sessions);
        }
        if (journal.setAside().isPresent()) {
            append(setup.gateway(), StreamClass.EVENTS, new Gap(FaultCode.JOURNAL_CORRUPT, clock.instant()));
        }
        setup.devices().all().forEach(device -> append(device.id(), StreamClass.EVENTS, device.description()));
        intake.leftSilent().forEach((device, since) -> board.left(device, FaultCode.MACHINE_SILENT, since));
        poller.start();
        intake.start();
        adt.start(hospitalRecords);
    }

    private CompletableFuture<?> recordClock(Instant at, ClockReport report) {
        return journal.append(setup.gateway(), StreamClass.EVENTS, at, report);
    }

    private Optional<Instant> lastRecorded() {
        return journal.streams().stream().map(Journal.StreamStatus::lastAt).max(Instant::compareTo);
    }

    private void start(Backup copying, Bedside bedside, Sessions sessions) throws IOException {
        copying.follow(journal);
        copying.add("patients/patients.db", bedside::changes, bedside::copyTo);
        copying.add("sessions/sessions.db", sessions::changes, sessions::copyTo);
        // it can be computed again but for what was certified, and it changes with every second
        ledger.ifPresent(ranges -> copying.add(
                "completeness/ledger.db",
                () -> Duration.between(Instant.EPOCH, clock.instant()).toHours(),
                ranges::copyTo));
        copying.start();
    }

    @Scheduled(
            every = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void lookAtFormers() {
        formers.look();
    }

    /** What is refused has been reported by the journal; nothing here depends on it. */
    private void append(DeviceId device, StreamClass streamClass, RegionBound body) {
        var unused = journal.append(device, streamClass, clock.instant(), body);
    }

    /** A changed profile takes effect between two polls; a bad one changes nothing. */
    @Scheduled(
            every = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void lookAtProfiles() {
        for (var change : setup.profileFiles().look()) {
            if (change instanceof ProfileFiles.Change.Replaced replaced) {
                setup.devices().adopt(replaced.profile()).forEach(this::describeAnew);
            } else if (change instanceof ProfileFiles.Change.Refused refused) {
                faults.report(FaultCode.PROFILE_CHANGE_REFUSED, String.join("; ", refused.problems()));
            }
        }
    }

    private void describeAnew(Device device) {
        append(device.id(), StreamClass.EVENTS, device.description());
        board.register(device, device.description());
        poller.replace(device);
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void keepLedger() {
        ledger.ifPresent(CompletenessLedger::tick);
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void watchClock() {
        clockWatch.tick();
        board.clock(clockWatch.trust());
    }

    @Scheduled(every = "1s", skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void tellBoard() {
        board.uplink(uplink.state());
        board.intake(intake.state());
        board.notice(adt.state().notice());
    }

    void stop(@Observes ShutdownEvent event) {
        poller.close();
        adt.close();
        intake.close();
        uplink.close();
        formers.close();
        backup.ifPresent(Backup::close);
        journal.close();
        ledger.ifPresent(CompletenessLedger::close);
    }

    @Produces
    @Singleton
    Journal journal() {
        return journal;
    }

    Optional<Backup> backup() {
        return backup;
    }

    FormerJournals formers() {
        return formers;
    }

    @Produces
    @Singleton
    Devices devices() {
        return setup.devices();
    }

    @Produces
    @Singleton
    PatientConfig patients() {
        return patients;
    }

    @Produces
    @Singleton
    StaffConfig staff() {
        return staff;
    }

    @Produces
    @Singleton
    Uplink uplink() {
        return uplink;
    }

    @Produces
    @Singleton
    Faults faults() {
        return faults;
    }

    @Produces
    @Singleton
    RegionAnswers answers() {
        return answers;
    }

    @Produces
    @Singleton
    ClockWatch clockWatch() {
        return clockWatch;
    }

    @Produces
    @Singleton
    ModbusPoller poller() {
        return poller;
    }

    @Produces
    @Singleton
    AdtIntake adt() {
        return adt;
    }

    @Produces
    @Singleton
    FacilityIntake intake() {
        return intake;
    }
}
