package io.mededge.infra.devstack.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The global application. */
final class GlobalTier {
    private GlobalTier() {}

    static Component component(Site site) {
        var name = Part.GLOBAL.processName(1);
        var file = site.configuration(name + ".properties");
        var needs = Set.of(Part.KAFKA_GLOBAL.processName(1), Part.CASSANDRA.processName(1));
        var port = site.port(PortName.GLOBAL_PAGE, 1);
        var page = "http://" + site.endpoint(PortName.GLOBAL_PAGE, 1);
        var properties = """
                quarkus.http.host=%s
                quarkus.http.port=%d
                kafka.bootstrap.servers=%s
                global.cassandra.contact-point=%s
                global.cassandra.datacenter=dc1
                """.formatted(
                        Site.HOST, port, site.endpoint(PortName.KAFKA_GLOBAL, 1), site.endpoint(PortName.CASSANDRA, 1));
        return new Component(
                QuarkusApplication.GLOBAL.process(site, name, port, file, needs),
                List.of(PortUse.of(site, PortName.GLOBAL_PAGE, 1, 1)),
                Map.of(file, properties),
                List.of(),
                Map.of(PortName.GLOBAL_PAGE.label(1), page, "catalog", page + "/api/catalog/devices"),
                QuarkusApplication.GLOBAL.obstacles(site.project()));
    }
}
