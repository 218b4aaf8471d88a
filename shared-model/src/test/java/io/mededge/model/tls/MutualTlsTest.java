package io.mededge.model.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server socket of the JDK, which is told what to offer and to demand a certificate. */
@Timeout(60)
class MutualTlsTest {
    private static final String PASSWORD = "unmistakable-password";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @BeforeAll
    static void makeStores() throws Exception {
        Files.writeString(file("password"), PASSWORD + "\n");
        makeStore("gateway-1");
        makeStore("stranger");
        keytool(
                "-exportcert",
                "-alias",
                "own",
                "-keystore",
                file("gateway-1.p12").toString(),
                "-file",
                file("gateway-1.cer").toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "authority",
                "-keystore",
                file("trust.p12").toString(),
                "-storetype",
                "PKCS12",
                "-file",
                file("gateway-1.cer").toString());
    }

    @Test
    void bothSidesShowTheirCertificatesOverTls13() throws Exception {
        var socket = connect(tls("gateway-1"), "TLSv1.3", "TLSv1.2");
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(socket.getSession().getLocalPrincipal()).hasToString("CN=gateway-1");
        assertThat(tls("gateway-1").commonName()).isEqualTo("gateway-1");
    }

    @Test
    void nothingOlderThanTls13IsSpoken() {
        assertThatThrownBy(() -> connect(tls("gateway-1"), "TLSv1.2")).isInstanceOf(SSLException.class);
    }

    @Test
    void aStrangersCertificateIsRefused() {
        assertThatThrownBy(() -> connect(tls("stranger"), "TLSv1.3")).isInstanceOf(IOException.class);
    }

    @Test
    void whatCannotBeReadIsNamedWithoutThePassword() throws Exception {
        Files.writeString(file("wrong"), "another-password");
        assertThatThrownBy(() -> MutualTls.of(file("gateway-1.p12"), file("trust.p12"), file("wrong")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gateway-1.p12 cannot be read")
                .hasMessageNotContaining("another-password");
        assertThatThrownBy(() -> MutualTls.of(file("gateway-1.p12"), file("absent.p12"), file("password")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.p12");
        assertThatThrownBy(() -> MutualTls.of(file("trust.p12"), file("trust.p12"), file("password")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no key");
    }

    private static MutualTls tls(String name) throws IOException {
        return MutualTls.of(file(name + ".p12"), file("trust.p12"), file("password"));
    }

    /** Speaks with a server of these protocols that trusts gateway-1, and reads a byte, by which the server has accepted the certificate. */
    private static SSLSocket connect(MutualTls tls, String... protocols) throws Exception {
        try (var listening = server(protocols)) {
            var serving = CompletableFuture.supplyAsync(() -> unchecked(() -> {
                try (var accepted = listening.accept()) {
                    accepted.getOutputStream().write(1);
                    return accepted.getInputStream().read();
                }
            }));
            try (var socket = (SSLSocket) tls.createSocket()) {
                socket.connect(listening.getLocalSocketAddress(), 10_000);
                socket.setSoTimeout(10_000);
                assertThat(socket.getTcpNoDelay()).isTrue();
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                socket.getOutputStream().write(2);
                assertThat(serving.get(10, TimeUnit.SECONDS)).isEqualTo(2);
                return socket;
            }
        }
    }

    private static SSLServerSocket server(String... protocols) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("gateway-1.p12"), PASSWORD.toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("trust.p12"));
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setEnabledProtocols(protocols);
        listening.setNeedClientAuth(true);
        listening.setSoTimeout(10_000);
        return listening;
    }

    private static KeyStore store(String name) throws Exception {
        return KeyStore.getInstance(file(name).toFile(), PASSWORD.toCharArray());
    }

    private static int unchecked(Callable<Integer> work) {
        try {
            return work.call();
        } catch (Exception refused) {
            return -1;
        }
    }

    private static Path file(String name) {
        return folder.resolve(name);
    }

    private static void makeStore(String name) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file(name + ".p12").toString());
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(file("keytool.log")))
                .isZero();
    }
}
