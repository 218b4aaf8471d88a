package io.mededge.regional;

import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.Part;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The region's real backends on free ports, and the settings with which the tier finds them; the global cluster is played by the regional one. */
public class RegionBackends implements QuarkusTestResourceLifecycleManager {
    private @Nullable DevStack stack;

    @Override
    public Map<String, String> start() {
        var started = DevStack.start(Part.KAFKA_REGIONAL, Part.POSTGRES, Part.BROKER_REGIONAL);
        stack = started;
        var regional = started.credentials(Holder.regional("regional-1", "region-1"));
        var gateway = started.credentials(Holder.gateway("gateway-1", "region-1", "facility-1"));
        var settings = new HashMap<>(Map.ofEntries(
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("kafka.bootstrap.servers", started.address("kafkaRegional")),
                Map.entry("quarkus.datasource.username", "mededge"),
                Map.entry("quarkus.datasource.jdbc.url", "jdbc:" + started.address("postgres")),
                Map.entry("quarkus.datasource.reactive.url", started.address("postgres")),
                Map.entry("regional.mqtt.url", started.address("mqttRegional")),
                Map.entry("regional.outbound.bootstrap-servers", started.address("kafkaRegional")),
                Map.entry("test.pid.broker", String.valueOf(started.pid("broker-regional"))),
                Map.entry("test.pid.postgres", String.valueOf(started.pid("postgres"))),
                // by hand, so that tests can say when
                Map.entry("regional.aggregation.interval", "24h"),
                Map.entry("regional.completeness.interval", "24h"),
                Map.entry("regional.outbound.interval", "24h")));
        settings.putAll(stores("regional.mqtt", regional));
        settings.putAll(stores("test.gateway", gateway));
        return settings;
    }

    private static Map<String, String> stores(String prefix, Credentials credentials) {
        return Map.of(
                prefix + ".key-store", credentials.keyStore().toString(),
                prefix + ".trust-store", credentials.trustStore().toString(),
                prefix + ".password-file", credentials.passwordFile().toString());
    }

    @Override
    public void stop() {
        if (stack != null) {
            stack.close();
        }
    }
}
