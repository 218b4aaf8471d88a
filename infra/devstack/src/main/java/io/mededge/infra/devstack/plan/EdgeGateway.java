package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.Holder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The gateway of one facility, polling simulated machines or those of a devices file. */
final class EdgeGateway {
    private EdgeGateway() {}

    static Component component(Site site, int facility) {
        var name = Part.EDGE_GATEWAY.processName(facility);
        var file = site.configuration(name + ".yaml");
        var region = site.regionOf(facility);
        var holder = Holder.gateway("gateway-" + facility, "region-" + region, "facility-" + facility);
        var needs = Set.of(
                Part.SIMULATOR.processName(facility),
                Part.BROKER_REGIONAL.processName(region),
                Part.BROKER_FACILITY.processName(facility));
        var port = site.port(PortName.FACILITY_BOARD, facility);
        var machines = Machines.of(site, facility);
        return new Component(
                QuarkusApplication.EDGE_GATEWAY.process(site, name, port, file, needs, DevelopmentStaff.of(site, name)),
                List.of(PortUse.of(site, PortName.FACILITY_BOARD, facility, 1)),
                Map.of(file, yaml(site, facility, region, site.credentials(holder.name())) + machines.yaml()),
                List.of(holder),
                Map.of(
                        PortName.FACILITY_BOARD.label(facility),
                        "http://" + site.endpoint(PortName.FACILITY_BOARD, facility)),
                machines.obstacles(QuarkusApplication.EDGE_GATEWAY.obstacles(site.project())));
    }

    /** Who else comes to the facility's broker: machines that speak MQTT, and a screen at the bedside. */
    static List<Holder> outsiders(Site site, int facility) {
        var region = "region-" + site.regionOf(facility);
        var place = "facility-" + facility;
        return Stream.concat(
                        Machines.of(site, facility).speakMqtt().stream()
                                .map(machine -> Holder.machine(machine, region, place)),
                        Stream.of(Holder.bedside("bedside-" + facility, region, place)))
                .toList();
    }

    /** Where gateways leave their public keys and regions find them; in production a person brings them. */
    static Path gatewayKeys(Site site) {
        return site.data().of("gateway-keys");
    }

    private static String yaml(Site site, int facility, int region, Credentials credentials) {
        return """
                quarkus:
                  http:
                    host: "%s"
                    port: %d
                gateway:
                  region: region-%d
                  facility: facility-%d
                  id: gateway-%d
                  data: "%s"
                  uplink:
                    mode: region
                    url: "%s"
                    key-store: "%s"
                    trust-store: "%s"
                    password-file: "%s"
                  broker:
                    url: "%s"
                    key-store: "%s"
                    trust-store: "%s"
                    password-file: "%s"
                  completeness:
                    public-key-file: "%s"
                """.formatted(
                        Site.HOST,
                        site.port(PortName.FACILITY_BOARD, facility),
                        region,
                        facility,
                        facility,
                        site.data().of(Part.EDGE_GATEWAY.processName(facility)),
                        Broker.url(site, PortName.MQTT_REGIONAL, region),
                        credentials.keyStore(),
                        credentials.trustStore(),
                        credentials.passwordFile(),
                        Broker.url(site, PortName.MQTT_FACILITY, facility),
                        credentials.keyStore(),
                        credentials.trustStore(),
                        credentials.passwordFile(),
                        gatewayKeys(site).resolve("facility-" + facility + ".gateway-" + facility + ".pem"));
    }
}
