package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An MQTT broker process: the region's, or a facility's own. */
final class Broker {
    private static final String MODULE = "infra/broker";

    private Broker() {}

    static Component regional(Site site, int region) {
        return component(site, Part.BROKER_REGIONAL, PortName.MQTT_REGIONAL, region);
    }

    static Component facility(Site site, int facility) {
        return component(site, Part.BROKER_FACILITY, PortName.MQTT_FACILITY, facility);
    }

    /** The name in the certificate: {@code broker-regional-1}. */
    private static String holder(Part part, int number) {
        return part.processName(1) + "-" + number;
    }

    static String url(Site site, PortName port, int number) {
        return "ssl://" + site.endpoint(port, number);
    }

    private static Component component(Site site, Part part, PortName portName, int number) {
        var name = part.processName(number);
        var file = site.configuration(name + ".yaml");
        var port = site.port(portName, number);
        var probe = Holder.probe();
        var spec = new ProcessSpec(
                name,
                Stage.MESSAGING,
                StopSignal.TERM,
                Set.of(),
                port,
                new JavaCommand(Jdk.running(), site.data(), name, 80)
                        .flags("-XX:MaxDirectMemorySize=32m")
                        .main(
                                JavaModule.classPath(site.project(), MODULE),
                                "io.mededge.infra.broker.Broker",
                                "--config",
                                file.toString())
                        .words(),
                site.environment(name),
                Preparation.NONE,
                Probe.mqtts(
                        port, probe.name(), () -> site.credentials(probe.name()).sslContext()),
                Duration.ofSeconds(60));
        return new Component(
                spec,
                List.of(PortUse.of(site, portName, number, 1)),
                Map.of(file, yaml(site, name, port, site.credentials(holder(part, number)))),
                List.of(Holder.broker(holder(part, number)), probe),
                Map.of(portName.label(number), url(site, portName, number)),
                JavaModule.obstacles(site.project(), MODULE));
    }

    private static String yaml(Site site, String name, int port, Credentials credentials) {
        return """
                host: "%s"
                port: %d
                data: "%s"
                tls:
                  keyStore: "%s"
                  trustStore: "%s"
                  passwordFile: "%s"
                """.formatted(
                        Site.HOST,
                        port,
                        site.data().of(name),
                        credentials.keyStore(),
                        credentials.trustStore(),
                        credentials.passwordFile());
    }
}
