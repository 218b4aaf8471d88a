package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.Holder;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The regional application. */
final class RegionalTier {
    private RegionalTier() {}

    static Component component(Site site, int region) {
        var name = Part.REGIONAL.processName(region);
        var file = site.configuration(name + ".properties");
        var holder = Holder.regional("regional-" + region, "region-" + region);
        var needs = Set.of(
                Part.KAFKA_REGIONAL.processName(region),
                Part.KAFKA_GLOBAL.processName(1),
                Part.POSTGRES.processName(region),
                Part.BROKER_REGIONAL.processName(region));
        var port = site.port(PortName.REGIONAL_PAGE, region);
        var page = "http://" + site.endpoint(PortName.REGIONAL_PAGE, region);
        return new Component(
                QuarkusApplication.REGIONAL.process(site, name, port, file, needs),
                List.of(PortUse.of(site, PortName.REGIONAL_PAGE, region, 1)),
                Map.of(file, properties(site, region, holder)),
                List.of(holder),
                Map.of(PortName.REGIONAL_PAGE.label(region), page, Part.suffixed("fhir", region), page + "/fhir"),
                QuarkusApplication.REGIONAL.obstacles(site.project()));
    }

    private static String properties(Site site, int region, Holder holder) {
        var credentials = site.credentials(holder.name());
        return """
                quarkus.http.host=%s
                quarkus.http.port=%d
                kafka.bootstrap.servers=%s
                quarkus.datasource.username=%s
                quarkus.datasource.password=
                quarkus.datasource.jdbc.url=jdbc:%7$s
                quarkus.datasource.reactive.url=%7$s
                regional.id=region-%6$d
                regional.mqtt.url=%5$s
                regional.mqtt.client-id=%12$s-intake
                regional.mqtt.key-store=%8$s
                regional.mqtt.trust-store=%9$s
                regional.mqtt.password-file=%10$s
                regional.outbound.bootstrap-servers=%11$s
                regional.completeness.gateway-keys=%13$s
                regional.aggregation.interval=10s
                """.formatted(
                        Site.HOST,
                        site.port(PortName.REGIONAL_PAGE, region),
                        site.endpoint(PortName.KAFKA_REGIONAL, region),
                        Postgres.USER,
                        Broker.url(site, PortName.MQTT_REGIONAL, region),
                        region,
                        Postgres.url(site, region),
                        credentials.keyStore(),
                        credentials.trustStore(),
                        credentials.passwordFile(),
                        site.endpoint(PortName.KAFKA_GLOBAL, 1),
                        holder.name(),
                        EdgeGateway.gatewayKeys(site));
    }
}
