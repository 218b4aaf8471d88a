package io.mededge.edge.patient;

import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens the patients of this facility, keeps telling the journal what it has not heard, and frees stations whose machines are out of use. */
@Singleton
public class PatientBeans {
    private static final String PSEUDONYM_KEY = "pseudonym.key";

    private final PatientStore store;
    private final Bedside bedside;
    private final PatientLinks links;

    PatientBeans(
            @ConfigProperty(name = "gateway.data") Path data,
            @ConfigProperty(name = "gateway.region") String region,
            @ConfigProperty(name = "gateway.id") String gateway,
            PatientConfig config,
            Devices devices,
            Journal journal)
            throws IOException {
        var folder = data.resolve("patients");
        store = PatientStore.open(folder);
        bedside = new Bedside(
                store,
                new Pseudonyms(tenantKey(folder), new RegionId(region), Pseudonyms.EPOCH),
                byStation(devices),
                (device, at, body) -> journal.append(device, StreamClass.EVENTS, at, body),
                ModeWatch.of(devices::find),
                new PatientRules(config.retentionYears(), config.outOfUse()),
                InstantSource.system());
        var own = new DeviceId(gateway);
        links = new PatientLinks(store, bedside, (at, link) -> journal.append(own, StreamClass.EVENTS, at, link));
    }

    /** A new key beside known patients would give everybody a second pseudonym: so it is only made for an empty store. */
    private byte[] tenantKey(Path folder) throws IOException {
        var file = folder.resolve(PSEUDONYM_KEY);
        if (!Files.exists(file) && store.count() > 0) {
            throw new IOException(
                    "there are patients in " + folder + " but not the key of their pseudonyms, " + PSEUDONYM_KEY);
        }
        return Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file);
    }

    private static Map<String, List<DeviceId>> byStation(Devices devices) {
        return devices.all().stream()
                .collect(Collectors.groupingBy(
                        device -> device.station().isEmpty() ? device.id().value() : device.station(),
                        Collectors.mapping(Device::id, Collectors.toList())));
    }

    @Produces
    @Singleton
    Bedside bedside() {
        return bedside;
    }

    @Produces
    @Singleton
    HospitalRecords hospitalRecords() {
        return new HospitalRecords(bedside, store);
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void tick() {
        bedside.tick();
        links.announce();
    }

    void stop(@Observes ShutdownEvent event) {
        store.close();
    }
}
