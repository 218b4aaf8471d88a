package io.mededge.edge.session;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.StreamClass;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens the sessions of this facility, keeps telling the journal what it has not heard, and looks at the machines. */
@Singleton
public class SessionBeans {
    private final Sessions sessions;

    SessionBeans(
            @ConfigProperty(name = "gateway.data") Path data,
            @ConfigProperty(name = "gateway.region") String region,
            @ConfigProperty(name = "gateway.facility") String facility,
            @ConfigProperty(name = "gateway.id") String gateway,
            Devices devices,
            Journal journal,
            Bedside bedside,
            Faults faults)
            throws IOException {
        var own = new DeviceId(gateway);
        sessions = Sessions.open(
                data.resolve("sessions"),
                Place.of(region, facility),
                devices,
                new Admitted(bedside),
                (at, report) -> journal.append(own, StreamClass.EVENTS, at, report),
                faults,
                InstantSource.system());
    }

    /** The patients of this facility. */
    private record Admitted(Bedside bedside) implements SessionPatients {
        @Override
        public boolean isAt(String station, PatientId patient) {
            return bedside.isAt(station, patient);
        }

        @Override
        public boolean isTaken(String station) {
            return bedside.taken(station);
        }

        @Override
        public void leave(String station, PatientId patient, StaffMember who) {
            bedside.leave(station, patient, who);
        }

        @Override
        public Optional<Pseudonym> pseudonym(PatientId patient) {
            return bedside.pseudonym(patient);
        }

        @Override
        public Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain) {
            return bedside.seal(patient, belongsTo, plain);
        }

        @Override
        public Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed) {
            return bedside.open(patient, belongsTo, sealed);
        }
    }

    @Produces
    @Singleton
    Sessions sessions() {
        return sessions;
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void announce() {
        sessions.announce();
    }

    @Scheduled(
            every = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void watchMachines() {
        sessions.watchMachines();
    }

    void stop(@Observes ShutdownEvent event) {
        sessions.close();
    }
}
