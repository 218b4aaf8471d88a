package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.TestConfig;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.Point.Area;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modbus/TCP Security: a machine behind mutual TLS. */
class TlsLineTest {
    private static final Block BLOCK = new Block(Area.INPUT, 3, 2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private FakeMachine machine;
    private DevelopmentPki pki;
    private SSLServerSocket server;
    private volatile String protocol = "";

    @BeforeEach
    void start() throws Exception {
        machine = new FakeMachine();
        machine.input[3] = 0xfffe;
        machine.input[4] = 7;
        pki = new DevelopmentPki(folder.resolve("ours"), Clock.systemUTC());
        var context = pki.ensure(Holder.broker("machine")).sslContext();
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        daemon(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        machine.close();
    }

    @Test
    void bothSidesShowACertificateAndTheValuesCome() throws Exception {
        try (var line = Line.to(address(), stores(pki))) {
            assertThat(((Answer.Words) line.read(1, BLOCK, TIMEOUT)).words()).containsExactly(0xfffe, 7);
            assertThat(((Answer.Words) line.read(2, BLOCK, TIMEOUT)).words()).containsExactly(0xfffe, 7);
        }
        assertThat(protocol).isEqualTo("TLSv1.3");
        assertThat(machine.connections).hasValue(1);
    }

    @Test
    void aMachineOfAnotherAuthorityIsNotSpokenTo() throws Exception {
        var strangers = new DevelopmentPki(folder.resolve("theirs"), Clock.systemUTC());
        try (var line = Line.to(address(), stores(strangers))) {
            assertThat(line.read(1, BLOCK, TIMEOUT))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(FaultCode.MODBUS_CONNECT_FAILED));
        }
        assertThat(machine.requests).hasValue(0);
    }

    private MachineAddress address() {
        return new MachineAddress.Tls("localhost", server.getLocalPort());
    }

    private static ModbusConfig.Tls stores(DevelopmentPki authority) throws Exception {
        Credentials gateway = authority.ensure(Holder.gateway("gateway-1", "region-1", "facility-1"));
        return TestConfig.of(Map.of(
                        "gateway.modbus.tls.key-store", gateway.keyStore().toString(),
                        "gateway.modbus.tls.trust-store", gateway.trustStore().toString(),
                        "gateway.modbus.tls.password-file",
                                gateway.passwordFile().toString()))
                .modbus()
                .tls();
    }

    private void accept() throws IOException {
        while (true) {
            var secured = (SSLSocket) server.accept();
            daemon(() -> {
                try (secured;
                        var plain = new Socket(InetAddress.getLoopbackAddress(), machine.port())) {
                    secured.startHandshake();
                    protocol = secured.getSession().getProtocol();
                    daemon(() -> plain.getInputStream().transferTo(secured.getOutputStream()));
                    secured.getInputStream().transferTo(plain.getOutputStream());
                }
            });
        }
    }

    @FunctionalInterface
    private interface Body {
        void run() throws IOException;
    }

    private static void daemon(Body body) {
        var thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException over) {
                // closed by the test, or refused by one side
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
