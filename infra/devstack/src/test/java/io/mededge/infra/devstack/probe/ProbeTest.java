package io.mededge.infra.devstack.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** Answers are bytes as hexadecimal digits. */
    record Case(String name, IntFunction<Probe> probe, String rightAnswer, String wrongAnswer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "http",
                        port -> Probe.http(port, "/q/health/ready"),
                        ascii("HTTP/1.1 200 OK\r\n\r\n"),
                        ascii("HTTP/1.1 503 Down\r\n\r\n")),
                new Case("modbus", Probe::modbus, "0001 0000 0005 01 04 02 0001", "0001 0000 0003 01 84 02"),
                new Case("mqtt", port -> Probe.mqtt(port, "probe"), "20 03 00 00 00", "20 03 00 87 00"),
                new Case("cassandra", Probe::cassandra, "84 00 0000 06 00000000", "84 00 0000 00 00000000"),
                new Case("kafka", Probe::kafka, "00000008 00000001 00000001", "00000008 00000001 00000000"),
                new Case(
                        "postgres",
                        port -> Probe.postgres(port, "u", "d"),
                        "52 00000008 00000000 5A 00000005 49 43 00000004 5A 00000005 49",
                        "45 0000000F" + ascii("Mstarting\0") + "00"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesTheRightAnswer(Case service) throws IOException {
        assertThat(ask(service, service.rightAnswer())).isEqualTo(new Health.Healthy());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesTheWrongAnswer(Case service) throws IOException {
        assertThat(ask(service, service.wrongAnswer())).isInstanceOf(Health.Unhealthy.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesEveryHalfAnswer(Case service) throws IOException {
        var answer = service.rightAnswer();
        var half = service.name().equals("http") ? ascii("HTTP/") : answer.substring(0, answer.length() - 2);

        assertThat(ask(service, half)).isInstanceOf(Health.Unhealthy.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesAnotherProtocol(Case service) throws IOException {
        assertThat(ask(service, ascii("SSH-2.0-OpenSSH_9.2p1 and then some more bytes\r\n")))
                .isInstanceOf(Health.Unhealthy.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void silenceEndsInTime(Case service) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            var health = service.probe().apply(server.getLocalPort()).ask(TIMEOUT);

            assertThat(health.isHealthy()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(4));
        }
    }

    @Test
    void saysWhyPostgresRefused() throws IOException {
        var postgres = cases().filter(service -> service.name().equals("postgres"))
                .findFirst()
                .orElseThrow();

        assertThat(ask(postgres, postgres.wrongAnswer()))
                .isInstanceOfSatisfying(
                        Health.Unhealthy.class,
                        unhealthy -> assertThat(unhealthy.reason()).endsWith("starting"));
    }

    @Test
    void aClosedPortIsUnhealthy() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThat(Probe.modbus(port).ask(TIMEOUT).isHealthy()).isFalse();
    }

    /** One connection: everything is answered at once, then the line is closed. */
    private static Health ask(Case service, String answer) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answering = new Thread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write(HexFormat.of().parseHex(answer.replace(" ", "")));
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException closed) {
                    // the probe has seen enough
                }
            });
            answering.start();
            return service.probe().apply(server.getLocalPort()).ask(TIMEOUT);
        }
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(US_ASCII));
    }
}
