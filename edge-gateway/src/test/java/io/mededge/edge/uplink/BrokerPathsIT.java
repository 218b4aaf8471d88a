package io.mededge.edge.uplink;

import static io.mededge.edge.uplink.UplinkBench.CLIENT;
import static io.mededge.edge.uplink.UplinkBench.DEVICE;
import static io.mededge.edge.uplink.UplinkBench.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.Mosquitto;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a broker: in clear, over TLS, over WebSocket, and each of them through a proxy; mosquitto at the other end. */
class BrokerPathsIT {
    private static final int RECORDS = 3_000;

    @TempDir
    Path folder;

    @RegisterExtension
    final UplinkBench bench = new UplinkBench(() -> folder);

    @Test
    void overWebSocket() throws Exception {
        var port = FreePorts.first(1);
        delivers(bench.broker("broker", webSockets(port)), "ws://127.0.0.1:" + port + "/mqtt", Map.of());
    }

    @Test
    void anIdleWebSocketStaysOpen() throws Exception {
        var port = FreePorts.first(1);
        var broker = bench.broker("broker", webSockets(port));
        var journal = bench.journal();
        var uplink = bench.start(journal, "ws://127.0.0.1:" + port, Map.of("keep-alive", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        Thread.sleep(6_000);

        assertThat(broker.connections(CLIENT)).isEqualTo(1);
        TestUplink.append(journal, DEVICE, 10, 5);
        bench.awaitDelivered(journal);
    }

    @Test
    void overTlsWithoutACertificateOfOurOwn() throws Exception {
        var files = brokerFiles();
        var broker = bench.broker("broker", tls(files));
        delivers(broker, "ssl://127.0.0.1:" + broker.port(), trusting(files));
    }

    @Test
    void aBrokerWhoseCertificateNobodyVouchesForIsNotTalkedTo() throws Exception {
        var broker = bench.broker("broker", tls(brokerFiles()));
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 5, 5);
        var uplink = bench.start(journal, "ssl://127.0.0.1:" + broker.port(), Map.of());

        bench.awaitFaults(FaultCode.UPLINK_DISCONNECTED, 1);

        assertThat(uplink.state().connected()).isFalse();
        assertThat(journal.unacknowledged()).isEqualTo(5);
    }

    @Test
    void aBrokerUnderAnotherNameIsNotTalkedTo() throws Exception {
        var files = brokerFiles();
        var broker = bench.broker("broker", tls(files));
        // loopback too, but not in the certificate
        var uplink = bench.start(bench.journal(), "ssl://127.0.0.2:" + broker.port(), trusting(files));

        bench.awaitFaults(FaultCode.UPLINK_DISCONNECTED, 1);

        assertThat(uplink.state().connected()).isFalse();
    }

    @Test
    void overSecureWebSocketThroughAProxy() throws Exception {
        var files = brokerFiles();
        var port = FreePorts.first(1);
        var broker = bench.broker("broker", webSockets(port, tls(files)));
        var proxy = proxy("");
        var trusting = new HashMap<>(trusting(files));
        trusting.put("proxy", proxy.url());
        delivers(broker, "wss://127.0.0.1:" + port + "/mqtt", trusting);
        assertThat(proxy.requests).containsOnly("CONNECT 127.0.0.1:" + port + " HTTP/1.1");
    }

    @Test
    void aProxyAsksForNameAndPassword() throws Exception {
        var broker = bench.broker("broker");
        var proxy =
                proxy("Basic " + Base64.getEncoder().encodeToString("gateway:secret".getBytes(StandardCharsets.UTF_8)));
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 5, 5);
        try (var refused =
                TestUplink.start(journal, bench.faults, TestUplink.plain(broker.url()), Map.of("proxy", proxy.url()))) {
            bench.awaitFaults(FaultCode.UPLINK_DISCONNECTED, 1);
            assertThat(refused.state().connected()).isFalse();
        }
        assertThat(journal.unacknowledged()).isEqualTo(5);

        var secret = Files.writeString(folder.resolve("secret"), "secret\n");
        bench.start(
                journal,
                broker.url(),
                Map.of("proxy", proxy.url(), "proxy-user", "gateway", "proxy-password-file", secret.toString()));
        bench.awaitDelivered(journal);
    }

    /** A backlog and what is new, also after the connection was cut. */
    private void delivers(Mosquitto broker, String url, Map<String, String> settings) throws Exception {
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, RECORDS, 20);
        var uplink = bench.start(journal, url, settings);
        bench.awaitDelivered(journal);
        TestUplink.append(journal, DEVICE, 50, 20);
        bench.awaitDelivered(journal);
        assertThat(uplink.acknowledged()).isEqualTo(RECORDS + 50);
        assertThat(bench.faults.total(FaultCode.UPLINK_DISCONNECTED)).isZero();

        broker.kill();
        TestUplink.append(journal, DEVICE, 50, 20);
        broker.start();
        bench.awaitDelivered(journal);
    }

    /** Beside the listener without WebSocket, as mosquitto does not start with this kind alone. */
    private static String[] webSockets(int port, String... settings) {
        return Stream.concat(
                        Stream.of("listener " + port + " 127.0.0.1", "protocol websockets"), Arrays.stream(settings))
                .toArray(String[]::new);
    }

    private ConnectProxy proxy(String authorization) throws IOException {
        return bench.opened(new ConnectProxy(authorization));
    }

    private Credentials brokerFiles() throws Exception {
        return new DevelopmentPki(folder.resolve("pki"), Clock.systemUTC()).ensure(Holder.broker("broker-regional-1"));
    }

    private static Map<String, String> trusting(Credentials files) {
        return Map.of(
                "trust-store", files.trustStore().toString(),
                "password-file", files.passwordFile().toString());
    }

    /** For mosquitto, which reads PEM. */
    private String[] tls(Credentials files) throws Exception {
        var password = Files.readString(files.passwordFile()).strip().toCharArray();
        var store = KeyStore.getInstance(files.keyStore().toFile(), password);
        var alias = Collections.list(store.aliases()).stream()
                .filter(name -> isKey(store, name))
                .findFirst()
                .orElseThrow();
        var chain = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        var certificates = Files.writeString(folder.resolve("broker.crt"), chain);
        var key = Files.writeString(
                folder.resolve("broker.key"),
                pem("PRIVATE KEY", store.getKey(alias, password).getEncoded()));
        return new String[] {"certfile " + certificates, "keyfile " + key, "require_certificate false"};
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (java.security.KeyStoreException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }
}
