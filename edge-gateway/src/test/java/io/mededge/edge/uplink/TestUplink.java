package io.mededge.edge.uplink;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Devices;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Real uplinks for tests against real brokers. */
final class TestUplink {
    private TestUplink() {}

    /** Settings of mode {@code plain}, below {@code gateway.uplink}. */
    static Map<String, String> plain(String url) {
        return Map.of("mode", "plain", "payload", "json", "url", url, "reconnect-max", "1s");
    }

    static Map<String, String> region(String url, Credentials credentials) {
        return Map.of(
                "mode",
                "region",
                "url",
                url,
                "key-store",
                credentials.keyStore().toString(),
                "trust-store",
                credentials.trustStore().toString(),
                "password-file",
                credentials.passwordFile().toString(),
                "reconnect-max",
                "1s");
    }

    /** Started. @param settings below {@code gateway.uplink}, over the others */
    static Uplink start(Journal journal, Faults faults, Map<String, String> basis, Map<String, String> settings)
            throws IOException {
        var values = new HashMap<String, String>();
        basis.forEach((key, value) -> values.put("gateway.uplink." + key, value));
        settings.forEach((key, value) -> values.put("gateway.uplink." + key, value));
        var uplink = new Uplink(
                TestConfig.of(values).uplink(),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                journal,
                new Devices(List.of()),
                faults,
                InstantSource.system(),
                new Random(1));
        uplink.start();
        return uplink;
    }

    /** That many samples of so many readings, durable. */
    static void append(Journal journal, DeviceId device, int samples, int readings) throws Exception {
        for (var i = 0; i < samples; i++) {
            var stored = journal.append(device, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(i, readings));
            if (i % 1_000 == 999 || i == samples - 1) {
                stored.get(10, TimeUnit.SECONDS);
            }
        }
    }
}
