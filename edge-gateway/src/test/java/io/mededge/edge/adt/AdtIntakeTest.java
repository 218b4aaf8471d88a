package io.mededge.edge.adt;

import static io.mededge.edge.adt.AdtText.NUMBER;
import static io.mededge.edge.adt.AdtText.field;
import static io.mededge.edge.adt.AdtText.message;
import static io.mededge.edge.adt.AdtText.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.TestHospital;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import io.mededge.model.safety.Hazard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over sockets: who may come in, and what of a connection's trouble others notice. */
class AdtIntakeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = pid(NUMBER, "Example^Ada", "19501231");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Faults faults = new Faults();
    private TestHospital hospital;
    private AdtIntake intake;

    @BeforeEach
    void open() throws IOException {
        hospital = TestHospital.open(folder.resolve("patients"));
        open.add(hospital);
        intake = new AdtIntake(
                TestConfig.of(Map.of()).adt(), new FacilityId("facility-1"), faults, InstantSource.system());
    }

    @AfterEach
    void close() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private void start(Map<String, String> settings) {
        var values = new HashMap<>(Map.of(
                "gateway.adt.listen", "127.0.0.1:0",
                "gateway.adt.authorities[0].name", "HOSP",
                "gateway.adt.authorities[0].system", "urn:oid:2.999.1"));
        values.putAll(settings);
        var config = TestConfig.of(values).adt();
        assertThat(AdtIntake.problems(config)).isEmpty();
        intake = new AdtIntake(config, new FacilityId("facility-1"), faults, InstantSource.system());
        open.add(intake);
        intake.start(hospital.records());
        await().atMost(PATIENCE).until(() -> intake.state().port() > 0);
    }

    private Sender sender() throws IOException {
        var sender = new Sender(intake.state().port());
        open.add(sender);
        return sender;
    }

    private void awaitFault(FaultCode fault) {
        await().atMost(PATIENCE).until(() -> faults.total(fault) > 0);
    }

    @Test
    void nothingIsListenedOnUnlessItIsConfigured() {
        open.add(intake);
        intake.start(hospital.records());
        assertThat(intake.state().words()).isEqualTo("off");
        assertThat(intake.accepted()).isZero();
    }

    @Test
    void messagesOfOneConnectionAreAnsweredInTheirOrder() throws IOException {
        start(Map.of());
        assertThat(intake.state().words()).endsWith("without TLS, for this host only");
        var all = new ByteArrayOutputStream();
        all.writeBytes(Sender.frame(message("1", "A01", ADA)));
        all.writeBytes(Sender.frame("no message"));
        all.writeBytes(Sender.frame(message("2", "A08", pid(NUMBER, "Newname^Ada", "19501231"))));
        var sender = sender();
        sender.write(all.toByteArray());
        assertThat(field(sender.answer(), "MSA", 2)).isEqualTo("1");
        assertThat(field(sender.answer(), "MSA", 1)).isEqualTo("AR");
        assertThat(field(sender.answer(), "MSA", 2)).isEqualTo("2");
        assertThat(hospital.people()).containsExactly("Newname, Ada, 1950-12-31");
        assertThat(List.of(intake.accepted(), intake.wrong(), intake.rejected(), intake.repeated()))
                .containsExactly(2L, 0L, 1L, 0L);
    }

    @Test
    void aMessageMayComeInAnyPieces() throws IOException {
        start(Map.of());
        var sender = sender();
        var frame = Sender.frame(message("1", "A01", ADA));
        for (var cut = 1; cut < frame.length; cut++) {
            sender.write(Arrays.copyOfRange(frame, 0, cut));
            sender.write(Arrays.copyOfRange(frame, cut, frame.length));
            assertThat(field(sender.answer(), "MSA", 1)).isEqualTo("AA");
        }
        assertThat(intake.repeated()).isEqualTo(frame.length - 2);
        assertThat(hospital.people()).hasSize(1);
    }

    @Test
    @Hazard("H-008")
    void whatIsNoFrameEndsItsConnectionAndHoldsUpNothing() throws IOException {
        start(Map.of("gateway.adt.max-bytes", "1024"));
        for (var garbage : List.of("GET / HTTP/1.1\r\n", "\u000bMSH\u000bMSH\u001c\r", "\u000b" + "x".repeat(2_000))) {
            var before = faults.total(FaultCode.ADT_FRAME_GARBLED);
            var sender = sender();
            sender.write(garbage.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(sender.isEnded()).isTrue();
            await().atMost(PATIENCE).until(() -> faults.total(FaultCode.ADT_FRAME_GARBLED) == before + 1);
        }
        assertThat(field(sender().ask(message("1", "A01", ADA)), "MSA", 1)).isEqualTo("AA");
        assertThat(hospital.people()).hasSize(1);
    }

    @Test
    void whoeverDripsOrIsSilentIsCutOff() throws Exception {
        start(Map.of("gateway.adt.message-timeout", "1s", "gateway.adt.idle-timeout", "1s"));
        var silent = sender();
        var dripping = sender();
        var frame = Sender.frame(message("1", "A01", ADA));
        assertThatThrownBy(() -> {
                    for (var next : frame) {
                        dripping.write(new byte[] {next});
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(silent.isEnded()).isTrue();
        awaitFault(FaultCode.ADT_FRAME_GARBLED);
        assertThat(hospital.people()).isEmpty();
        await().atMost(PATIENCE).until(() -> intake.connected() == 0);
    }

    @Test
    void connectionsAreBounded() throws IOException {
        start(Map.of("gateway.adt.connections", "1"));
        var first = sender();
        assertThat(field(first.ask(message("1", "A01", ADA)), "MSA", 1)).isEqualTo("AA");
        assertThat(sender().isEnded()).isTrue();
        awaitFault(FaultCode.ADT_CONNECTION_REFUSED);
        assertThat(field(first.ask(message("2", "A08", ADA)), "MSA", 1)).isEqualTo("AA");
        first.close();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        field(sender().ask(message("3", "A08", ADA)), "MSA", 1).equals("AA"));
    }

    @Test
    void aPortThatIsTakenIsSaidAndTriedAgain() throws IOException {
        start(Map.of());
        var port = intake.state().port();
        var second = new AdtIntake(
                TestConfig.of(Map.of(
                                "gateway.adt.listen",
                                "127.0.0.1:" + port,
                                "gateway.adt.authorities[0].name",
                                "HOSP",
                                "gateway.adt.authorities[0].system",
                                "urn:oid:2.999.1"))
                        .adt(),
                new FacilityId("facility-1"),
                faults,
                InstantSource.system());
        open.add(second);
        second.start(hospital.records());
        awaitFault(FaultCode.ADT_PORT_CLOSED);
        assertThat(second.state().words()).startsWith("not listening");
        intake.close();
        await().atMost(PATIENCE).until(() -> second.state().port() == port);
    }

    private Map<String, String> tls(Credentials credentials) {
        return Map.of(
                "gateway.adt.key-store", credentials.keyStore().toString(),
                "gateway.adt.trust-store", credentials.trustStore().toString(),
                "gateway.adt.password-file", credentials.passwordFile().toString());
    }

    private Sender secured(SSLContext context, String protocol) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket("127.0.0.1", intake.state().port());
        socket.setEnabledProtocols(new String[] {protocol});
        var sender = new Sender(socket);
        open.add(sender);
        return sender;
    }

    @Test
    void onlyTls13WithACertificateIsLetIn() throws Exception {
        var pki = new DevelopmentPki(folder.resolve("pki"), Clock.systemUTC());
        var gateway = pki.ensure(Holder.gateway("gateway-1", "region-1", "facility-1"));
        var hospitalSystem = pki.ensure(Holder.gateway("hospital", "region-1", "facility-1"));
        start(tls(gateway));
        assertThat(intake.state().transport()).isEqualTo(AdtState.Transport.TLS_1_3);
        assertThat(intake.state().notice()).isEmpty();

        var own = hospitalSystem.sslContext();
        assertThat(field(secured(own, "TLSv1.3").ask(message("1", "A01", ADA)), "MSA", 1))
                .isEqualTo("AA");

        assertThatThrownBy(() -> secured(hospitalSystem.anonymousSslContext(), "TLSv1.3")
                        .ask(message("2", "A01", pid("2^^^HOSP", "Two^Bo", "19501231"))))
                .isInstanceOf(IOException.class);
        awaitFault(FaultCode.ADT_CONNECTION_REFUSED);
        assertThatThrownBy(() -> secured(own, "TLSv1.2").ask(message("3", "A08", ADA)))
                .isInstanceOf(IOException.class);
        var plain = sender();
        plain.write(Sender.frame(message("4", "A08", ADA)));
        assertThatThrownBy(plain::answer).isInstanceOf(IOException.class);
        await().atMost(PATIENCE).until(() -> faults.total(FaultCode.ADT_CONNECTION_REFUSED) == 3);
        assertThat(hospital.people()).hasSize(1);

        var stranger = new DevelopmentPki(folder.resolve("strangers"), Clock.systemUTC())
                .ensure(Holder.gateway("hospital", "region-1", "facility-1"));
        assertThatThrownBy(() -> secured(stranger.sslContext(), "TLSv1.3").ask(message("5", "A08", ADA)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void tls12IsLetInWhereItIsAllowedAndThenItIsSaid() throws Exception {
        var pki = new DevelopmentPki(folder.resolve("pki"), Clock.systemUTC());
        var settings = new HashMap<>(tls(pki.ensure(Holder.gateway("gateway-1", "region-1", "facility-1"))));
        settings.put("gateway.adt.allow-old-tls", "true");
        start(settings);
        assertThat(intake.state().words()).endsWith("TLS 1.3, and 1.2 by gateway.adt.allow-old-tls");
        assertThat(intake.state().notice()).contains("TLS 1.2");
        var own = pki.ensure(Holder.gateway("hospital", "region-1", "facility-1"));
        assertThat(field(secured(own.sslContext(), "TLSv1.2").ask(message("1", "A01", ADA)), "MSA", 1))
                .isEqualTo("AA");
        assertThat(field(secured(own.sslContext(), "TLSv1.3").ask(message("2", "A08", ADA)), "MSA", 1))
                .isEqualTo("AA");
    }
}
