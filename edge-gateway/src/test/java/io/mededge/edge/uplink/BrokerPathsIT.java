package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.Mosquitto;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a broker: in clear, over TLS, over WebSocket, and each of them through a proxy; mosquitto at the other end. */
class BrokerPathsIT {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RECORDS = 3_000;

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void overWebSocket() throws Exception {
        var port = webSockets();
        delivers("ws://127.0.0.1:" + port + "/mqtt", Map.of());
    }

    @Test
    void anIdleWebSocketStaysOpen() throws Exception {
        var port = webSockets();
        var broker = (Mosquitto) open.get(0);
        var journal = journal();
        var uplink = start(journal, "ws://127.0.0.1:" + port, Map.of("keep-alive", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        Thread.sleep(6_000);

        assertThat(broker.connections("gateway-1-region-1-facility-1")).isEqualTo(1);
        TestUplink.append(journal, DEVICE, 10, 5);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    @Test
    void overTlsWithoutACertificateOfOurOwn() throws Exception {
        var files = brokerFiles();
        var broker = broker(tls(files));
        delivers("ssl://127.0.0.1:" + broker.port(), trusting(files));
    }

    @Test
    void aBrokerWhoseCertificateNobodyVouchesForIsNotTalkedTo() throws Exception {
        var broker = broker(tls(brokerFiles()));
        var journal = journal();
        TestUplink.append(journal, DEVICE, 5, 5);
        var uplink = start(journal, "ssl://127.0.0.1:" + broker.port(), Map.of());

        await().atMost(PATIENCE).until(() -> faults.total(FaultCode.UPLINK_DISCONNECTED) > 1);

        assertThat(uplink.state().connected()).isFalse();
        assertThat(journal.unacknowledged()).isEqualTo(5);
    }

    @Test
    void aBrokerUnderAnotherNameIsNotTalkedTo() throws Exception {
        var files = brokerFiles();
        var broker = broker(tls(files));
        // loopback too, but not in the certificate
        var uplink = start(journal(), "ssl://127.0.0.2:" + broker.port(), trusting(files));

        await().atMost(PATIENCE).until(() -> faults.total(FaultCode.UPLINK_DISCONNECTED) > 1);

        assertThat(uplink.state().connected()).isFalse();
    }

    @Test
    void overSecureWebSocketThroughAProxy() throws Exception {
        var files = brokerFiles();
        var port = webSockets(tls(files));
        var proxy = proxy("");
        var trusting = new HashMap<>(trusting(files));
        trusting.put("proxy", proxy.url());
        delivers("wss://127.0.0.1:" + port + "/mqtt", trusting);
        assertThat(proxy.requests).containsOnly("CONNECT 127.0.0.1:" + port + " HTTP/1.1");
    }

    @Test
    void aProxyAsksForNameAndPassword() throws Exception {
        var broker = broker();
        var proxy =
                proxy("Basic " + Base64.getEncoder().encodeToString("gateway:secret".getBytes(StandardCharsets.UTF_8)));
        var journal = journal();
        TestUplink.append(journal, DEVICE, 5, 5);
        try (var refused =
                TestUplink.start(journal, faults, TestUplink.plain(broker.url()), Map.of("proxy", proxy.url()))) {
            await().atMost(PATIENCE).until(() -> faults.total(FaultCode.UPLINK_DISCONNECTED) > 1);
            assertThat(refused.state().connected()).isFalse();
        }
        assertThat(journal.unacknowledged()).isEqualTo(5);

        var secret = Files.writeString(folder.resolve("secret"), "secret\n");
        start(
                journal,
                broker.url(),
                Map.of("proxy", proxy.url(), "proxy-user", "gateway", "proxy-password-file", secret.toString()));
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    /** A backlog and what is new, also after the connection was cut. */
    private void delivers(String url, Map<String, String> settings) throws Exception {
        var journal = journal();
        TestUplink.append(journal, DEVICE, RECORDS, 20);
        var uplink = start(journal, url, settings);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        TestUplink.append(journal, DEVICE, 50, 20);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(uplink.acknowledged()).isEqualTo(RECORDS + 50);
        assertThat(faults.total(FaultCode.UPLINK_DISCONNECTED)).isZero();

        var broker = (Mosquitto) open.get(0);
        broker.kill();
        TestUplink.append(journal, DEVICE, 50, 20);
        broker.start();
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    /** Beside its listener without WebSocket, as mosquitto does not start with this kind alone. Returns the port. */
    private int webSockets(String... settings) throws IOException {
        var port = FreePorts.first(1);
        var all = new ArrayList<>(List.of("listener " + port + " 127.0.0.1", "protocol websockets"));
        all.addAll(Arrays.asList(settings));
        broker(all.toArray(String[]::new));
        return port;
    }

    private Mosquitto broker(String... settings) throws IOException {
        var broker = new Mosquitto(folder.resolve("broker"), settings);
        open.add(broker);
        return broker;
    }

    private ConnectProxy proxy(String authorization) throws IOException {
        var proxy = new ConnectProxy(authorization);
        open.add(proxy);
        return proxy;
    }

    private Journal journal() throws IOException {
        var journal = TestJournal.open(folder.resolve("journal"));
        open.add(journal);
        return journal;
    }

    private Uplink start(Journal journal, String url, Map<String, String> settings) throws IOException {
        var uplink = TestUplink.start(journal, faults, TestUplink.plain(url), settings);
        open.add(uplink);
        return uplink;
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
