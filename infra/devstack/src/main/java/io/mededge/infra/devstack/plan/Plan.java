package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All processes of one system. Making a plan touches nothing; {@link #writeFiles} does. */
public final class Plan {
    private final Site site;
    private final List<Component> components;
    private final List<Holder> outsiders;

    private Plan(Site site, List<Component> components, List<Holder> outsiders) {
        this.site = site;
        this.components = components;
        this.outsiders = outsiders;
    }

    /** The chosen parts for every region and facility; with a devices file there is no simulator. */
    public static Plan of(Project project, Options options, Set<Part> parts) {
        var site = new Site(project, options, new DataFolder(options.data()));
        var components = Stream.of(Part.values())
                .filter(parts::contains)
                .filter(part -> part != Part.SIMULATOR || options.devices().isEmpty())
                .flatMap(part -> numbers(part, options).mapToObj(number -> component(site, part, number)))
                .toList();
        var outsiders = new ArrayList<>(List.of(Holder.observer()));
        if (parts.contains(Part.BROKER_FACILITY)) {
            numbers(Part.BROKER_FACILITY, options)
                    .forEach(facility -> outsiders.addAll(EdgeGateway.outsiders(site, facility)));
        }
        return new Plan(site, components, outsiders);
    }

    public static Plan of(Project project, SavedSystem system) {
        return of(project, system.options(), system.parts());
    }

    private static IntStream numbers(Part part, Options options) {
        return IntStream.rangeClosed(
                1,
                switch (part.scope()) {
                    case FACILITY -> options.facilities();
                    case REGION -> options.regions();
                    case WORLD -> 1;
                });
    }

    private static Component component(Site site, Part part, int number) {
        return switch (part) {
            case KAFKA_REGIONAL -> Kafka.regional(site, number);
            case KAFKA_GLOBAL -> Kafka.global(site);
            case POSTGRES -> Postgres.component(site, number);
            case CASSANDRA -> Cassandra.component(site);
            case BROKER_REGIONAL -> Broker.regional(site, number);
            case BROKER_FACILITY -> Broker.facility(site, number);
            case SIMULATOR -> Simulator.component(site, number);
            case EDGE_GATEWAY -> EdgeGateway.component(site, number);
            case REGIONAL -> RegionalTier.component(site, number);
            case GLOBAL -> GlobalTier.component(site);
        };
    }

    public DataFolder data() {
        return site.data();
    }

    /** In an order in which each comes after what it needs; a need outside the chosen parts is dropped. */
    public List<ProcessSpec> processes() {
        var names =
                components.stream().map(component -> component.spec().name()).collect(Collectors.toSet());
        return components.stream()
                .map(Component::spec)
                .map(spec -> spec.withNeeds(
                        spec.needs().stream().filter(names::contains).collect(Collectors.toSet())))
                .toList();
    }

    /** By the names of {@code status --json}, sorted. */
    public Map<String, String> addresses() {
        var all = new TreeMap<String, String>();
        components.forEach(component -> all.putAll(component.addresses()));
        return all;
    }

    public List<PortUse> ports() {
        return components.stream()
                .flatMap(component -> component.ports().stream())
                .toList();
    }

    /** What must be put right before a start, one sentence each; apart from ports that others use now. */
    public List<String> obstacles() {
        var all = new ArrayList<String>();
        components.forEach(component -> all.addAll(component.obstacles()));
        var ports = ports();
        for (int i = 0; i < ports.size(); i++) {
            for (var other : ports.subList(i + 1, ports.size())) {
                if (ports.get(i).overlaps(other)) {
                    all.add("%s and %s would both use port %d; choose another with --port %s=N"
                            .formatted(
                                    ports.get(i).name(),
                                    other.name(),
                                    Math.max(ports.get(i).first(), other.first()),
                                    other.name()));
                }
            }
        }
        return all.stream().distinct().toList();
    }

    /** A sentence for each port that somebody listens on already. */
    public List<String> occupiedPorts() {
        return ports().stream()
                .map(PortUse::occupied)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Writes configuration files anew and sees to the certificates. */
    public void writeFiles() throws IOException, GeneralSecurityException {
        for (var component : components) {
            for (var file : component.configuration().entrySet()) {
                Files.createDirectories(file.getKey().getParent());
                Files.writeString(file.getKey(), file.getValue());
            }
        }
        var pki = new DevelopmentPki(data().certificates(), Clock.systemUTC());
        var holders = components.stream()
                .flatMap(component -> component.holders().stream())
                .distinct()
                .toList();
        for (var holder : holders) {
            pki.ensure(holder);
        }
        for (var outsider : outsiders) {
            pki.ensureWithPem(outsider);
        }
    }
}
