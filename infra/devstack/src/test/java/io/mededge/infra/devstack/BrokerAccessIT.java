package io.mededge.infra.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may enter the broker, and what they may do there. */
class BrokerAccessIT {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final String OWN = "devices/region-1/facility-1/";
    private static final String OTHER = "devices/region-1/facility-2/";

    @TempDir
    Path folder;

    private static DevStack stack;
    private static Credentials gateway;
    private static Credentials regional;

    @BeforeAll
    static void start() {
        stack = DevStack.start(Part.BROKER_REGIONAL);
        gateway = stack.credentials(Holder.gateway("gateway-1", "region-1", "facility-1"));
        regional = stack.credentials(Holder.regional("regional-1", "region-1"));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void refusesWhoHasNoCertificate() {
        assertThatThrownBy(() -> talk(gateway.anonymousSslContext(), "TLSv1.3")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connect("gateway-1", Optional.empty())).isInstanceOf(MqttException.class);
    }

    @Test
    void refusesACertificateOfAnotherRoot() throws Exception {
        var stranger = new DevelopmentPki(folder, Clock.systemUTC())
                .ensure(Holder.gateway("gateway-1", "region-1", "facility-1"));
        var mixed = new Credentials(stranger.keyStore(), stranger.trustStore(), stranger.passwordFile());

        assertThatThrownBy(() -> connect("gateway-1", Optional.of(mixed))).isInstanceOf(MqttException.class);
    }

    @Test
    void speaksNothingOlderThanTls13() {
        assertThatThrownBy(() -> talk(gateway.sslContext(), "TLSv1.2")).isInstanceOf(IOException.class);
    }

    @Test
    void aGatewaySpeaksForItsOwnFacilityOnly() throws Exception {
        try (var client = connect("gateway-1", Optional.of(gateway))) {
            assertThat(client.publish(OWN + "A-01-hd/telemetry", "x")).isIn(0, 0x10);
            assertThat(client.publish(OTHER + "A-01-hd/telemetry", "x")).isEqualTo(NOT_AUTHORIZED);
            assertThat(client.publish(OWN + "gateway-1/ack", "x")).isEqualTo(NOT_AUTHORIZED);
            assertThat(client.subscribe(OWN + "+/command")).isEqualTo(1);
            assertThat(client.subscribe(OTHER + "+/command")).isEqualTo(NOT_AUTHORIZED);
            assertThat(client.subscribe("#")).isEqualTo(NOT_AUTHORIZED);
            assertThat(client.subscribe("$share/intake/devices/region-1/+/+/telemetry"))
                    .isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void whatAGatewaySaysReachesTheRegionAndBack() throws Exception {
        try (var region = connect("regional-1-intake", Optional.of(regional));
                var client = connect("gateway-1-live", Optional.of(gateway))) {
            assertThat(region.subscribe("$share/intake/devices/region-1/+/+/telemetry"))
                    .isEqualTo(1);
            assertThat(client.subscribe(OWN + "+/ack")).isEqualTo(1);

            client.publish(OWN + "A-01-hd/telemetry", "up");
            region.publish(OWN + "gateway-1/ack", "down");

            assertThat(region.receive(1, Duration.ofSeconds(5))).containsExactly("up".getBytes(UTF_8));
            assertThat(client.receive(1, Duration.ofSeconds(5))).containsExactly("down".getBytes(UTF_8));
        }
    }

    @Test
    void nobodyTakesOverAnothersSession() {
        assertThatThrownBy(() -> connect("regional-1", Optional.of(gateway))).isInstanceOf(MqttException.class);
        assertThatThrownBy(() -> connect("gateway-10", Optional.of(gateway))).isInstanceOf(MqttException.class);
    }

    @Test
    void aWillMustBePermittedToo() throws Exception {
        var options = new MqttConnectionOptions();
        options.setWill(OTHER + "gateway-2/status", new MqttMessage("gone".getBytes(UTF_8)));
        assertThatThrownBy(() -> MqttTestClient.connect(
                        stack.address("mqttRegional"), "gateway-1-will", Optional.of(gateway), options))
                .isInstanceOf(MqttException.class);

        options.setWill(OWN + "gateway-1/status", new MqttMessage("gone".getBytes(UTF_8)));
        MqttTestClient.connect(stack.address("mqttRegional"), "gateway-1-will", Optional.of(gateway), options)
                .close();
    }

    @Test
    void aClaimedUserNameChangesNothing() throws Exception {
        var claims = new MqttConnectionOptions();
        claims.setUserName("regional-1");
        try (var region = MqttTestClient.connect(
                        stack.address("mqttRegional"), "regional-1-a", Optional.of(regional), claims);
                var client = MqttTestClient.connect(
                        stack.address("mqttRegional"), "gateway-1-a", Optional.of(gateway), claims)) {
            assertThat(region.publish(OTHER + "gateway-2/ack", "x")).isIn(0, 0x10);
            assertThat(client.publish(OTHER + "gateway-2/ack", "x")).isEqualTo(NOT_AUTHORIZED);
        }
    }

    private static MqttTestClient connect(String clientId, Optional<Credentials> credentials) throws MqttException {
        return MqttTestClient.connect(stack.address("mqttRegional"), clientId, credentials);
    }

    /** In TLS 1.3 a client learns of a missing certificate only when it reads. */
    private static void talk(SSLContext context, String protocol) throws IOException {
        int port = Integer.parseInt(stack.address("mqttRegional").replaceAll(".*:", ""));
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            socket.getInputStream().read();
        }
    }
}
