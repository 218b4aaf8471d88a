package io.mededge.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.outbound.UnitCode;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A facility with three stations, a clock that is set by hand, patients that can be erased and a journal that can be out of order. */
public final class TestFacility implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    static final Place PLACE = Place.of("region-1", "facility-1");
    static final StaffMember NURSE = staff("n.first", "Nora First", Role.NURSE);
    static final StaffMember OTHER_NURSE = staff("n.second", "Nils Second", Role.NURSE);
    static final StaffMember CHARGE = staff("c.head", "Clara Head", Role.CHARGE_NURSE);
    static final StaffMember PHYSICIAN = staff("p.doctor", "Paul Doctor", Role.PHYSICIAN);
    static final StaffMember TECHNICIAN = staff("t.wrench", "Tess Wrench", Role.TECHNICIAN);
    static final List<String> STATIONS = List.of("A-01", "A-02", "A-03");
    static final Quantity FLOW = new Quantity(new BigDecimal("300"), new UnitCode("mL/min"));

    /** Read once: some tests open hundreds of facilities. */
    private static final Devices DEVICES = devices();

    final Patients patients = new Patients();
    final List<SessionReport> reported = new ArrayList<>();
    final Faults faults = new Faults();
    private final Path folder;
    public Instant now = START;
    boolean journalBroken;
    public Sessions sessions;

    public TestFacility(Path folder) {
        this.folder = folder;
        this.sessions = open();
    }

    /** Keeps what it sealed to itself without real encryption: what is not sealed shows as plain text. */
    static final class Patients implements SessionPatients {
        final Map<PatientId, Byte> keys = new HashMap<>();
        final Map<String, PatientId> stationed = new HashMap<>();
        Runnable beforeSeal = () -> {};

        PatientId admit() {
            return admit(PatientId.random());
        }

        PatientId admit(PatientId patient) {
            keys.put(patient, (byte) (0x80 + keys.size() % 100));
            return patient;
        }

        @Override
        public boolean isAt(String station, PatientId patient) {
            return patient.equals(stationed.get(station));
        }

        @Override
        public boolean isTaken(String station) {
            return stationed.containsKey(station);
        }

        @Override
        public void leave(String station, PatientId patient, StaffMember who) {
            stationed.remove(station, patient);
        }

        @Override
        public Optional<Pseudonym> pseudonym(PatientId patient) {
            return Optional.ofNullable(keys.get(patient)).map(key -> new Pseudonym(patient.value() + patient.value()));
        }

        @Override
        public Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain) {
            beforeSeal.run();
            return Optional.ofNullable(keys.get(patient)).map(key -> {
                var tag = belongsTo.getBytes(StandardCharsets.UTF_8);
                var sealed = new byte[1 + tag.length + plain.length];
                sealed[0] = (byte) tag.length;
                System.arraycopy(tag, 0, sealed, 1, tag.length);
                for (var i = 0; i < plain.length; i++) {
                    sealed[1 + tag.length + i] = (byte) (plain[i] ^ key);
                }
                return sealed;
            });
        }

        @Override
        public Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed) {
            return Optional.ofNullable(keys.get(patient)).map(key -> {
                var tag = new String(sealed, 1, sealed[0], StandardCharsets.UTF_8);
                assertThat(tag).isEqualTo(belongsTo);
                var plain = Arrays.copyOfRange(sealed, 1 + sealed[0], sealed.length);
                for (var i = 0; i < plain.length; i++) {
                    plain[i] ^= key;
                }
                return plain;
            });
        }
    }

    private Sessions open() {
        try {
            return Sessions.open(folder, PLACE, DEVICES, patients, this::report, faults, () -> now);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private CompletableFuture<Entry> report(Instant at, SessionReport report) {
        if (journalBroken) {
            return CompletableFuture.failedFuture(new IOException("disk full"));
        }
        reported.add(report);
        return CompletableFuture.completedFuture(new Entry(reported.size(), at, at, report));
    }

    private static Devices devices() {
        var devices = new ArrayList<Device>();
        var profile = ((ProfileLoader.Result.Valid) ProfileLoader.loadShipped("mededge-hd")).profile();
        for (var station : STATIONS) {
            devices.add(new Device(
                    new DeviceId(station + "-hd"),
                    station,
                    "A",
                    profile,
                    new MachineAddress.Tcp("127.0.0.1", 15_020),
                    1,
                    Duration.ofMillis(500),
                    Duration.ofMillis(250),
                    "SIM-1",
                    "1.0"));
        }
        return new Devices(devices);
    }

    static StaffMember staff(String account, String name, Role role) {
        return new StaffMember(new StaffId(account), name, Set.of(role));
    }

    static Target target() {
        return new Target(new MetricId("blood-flow"), FLOW, null, null);
    }

    void restart() {
        sessions.close();
        sessions = open();
    }

    Session schedule(PatientId patient, String station, Instant begin, Duration length) {
        return done(sessions.schedule(CHARGE, patient, station, begin, begin.plus(length), ""));
    }

    /** As the present version. */
    Outcome change(SessionId id, StaffMember who, Change change, String reason) {
        return sessions.change(id, sessions.find(id).orElseThrow().version(), who, change, reason);
    }

    Session move(SessionId id, SessionEvent... events) {
        for (var event : events) {
            done(change(id, CHARGE, new Change.Move(event), "because"));
        }
        return sessions.find(id).orElseThrow();
    }

    /** A session of a new patient at the station whose treatment has ended. */
    public Session treated(String station) {
        var patient = patients.admit();
        var session = schedule(patient, station, now.plusSeconds(60), Duration.ofHours(4));
        done(change(session.id(), PHYSICIAN, new Change.Prescribe(List.of(target())), ""));
        patients.stationed.put(station, patient);
        return move(
                session.id(), SessionEvent.ARRIVE, SessionEvent.MAKE_READY, SessionEvent.START, SessionEvent.COMPLETE);
    }

    static Session done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).session();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
