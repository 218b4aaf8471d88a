package io.mededge.infra.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusServerTest {
    private static final List<String> ONE_OF_EACH = List.of(
            "01 00 00 00 0A",
            "02 00 01 00 03",
            "03 00 10 00 02",
            "04 00 FF 00 01",
            "05 00 01 FF 00",
            "06 00 01 00 03",
            "0F 00 13 00 0A 02 CD 01",
            "10 00 01 00 02 04 00 0A 01 02",
            "16 00 40 00 F2 00 25",
            "17 00 03 00 02 00 04 00 01 02 AB CD",
            "07");

    private final Endpoint endpoint =
            new Endpoint("test", 0, Map.of(1, new FakeUnit(), 3, new DefectiveUnit()), new WireFaults());
    private ModbusServer server;
    private int port;

    @BeforeEach
    void open() throws IOException {
        server = ModbusServer.open(InetAddress.getLoopbackAddress(), List.of(endpoint));
        port = server.ports().get(0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersWithTransactionAndUnitOfTheRequest() throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(Hex.frame(0xBEEF, 1, "03 00 00 00 01"));

            assertThat(client.receive()).isEqualTo("BE EF 00 00 00 05 01 03 02 10 00");
        }
    }

    @Test
    void answersAFrameCutAtAnyBoundary() throws Exception {
        try (RawClient client = new RawClient(port)) {
            for (String pdu : ONE_OF_EACH) {
                byte[] frame = Hex.frame(pdu);
                client.send(frame);
                String expected = client.receive();
                for (int cut = 1; cut < frame.length; cut++) {
                    client.send(frame, 0, cut);
                    Thread.sleep(1); // so that the halves travel apart
                    client.send(frame, cut, frame.length);
                    assertThat(client.receive()).as("%s cut at %d", pdu, cut).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void answersPipelinedRequestsInOrderHoweverTheyAreCut() throws Exception {
        Random random = new Random(7);
        try (RawClient client = new RawClient(port)) {
            for (int round = 0; round < 20; round++) {
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                List<String> transactions = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    int transaction = random.nextInt(0x10000);
                    transactions.add(String.format("%02X %02X", transaction >> 8, transaction & 0xFF));
                    stream.writeBytes(Hex.frame(transaction, 1, ONE_OF_EACH.get(random.nextInt(ONE_OF_EACH.size()))));
                }
                byte[] bytes = stream.toByteArray();
                int cut = random.nextInt(bytes.length);
                client.send(bytes, 0, cut);
                client.send(bytes, cut, bytes.length);
                for (String transaction : transactions) {
                    assertThat(client.receive()).startsWith(transaction);
                }
            }
        }
    }

    @Test
    void aClientThatTakesNoAnswersIsHeldBackAndLosesNone() throws Exception {
        int requests = 20_000;
        try (RawClient client = new RawClient(port);
                RawClient other = new RawClient(port)) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        client.send(Hex.frame(i & 0xFFFF, 1, "03 00 00 00 7D"));
                    }
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            sender.start();
            Thread.sleep(100);
            assertThat(other.ask("03 00 00 00 01"))
                    .as("others are served meanwhile")
                    .isEqualTo("03 02 10 00");

            for (int i = 0; i < requests; i++) {
                assertThat(client.receive()).startsWith(String.format("%02X %02X", i >> 8 & 0xFF, i & 0xFF));
            }
            sender.join(RawClient.DEADLINE_MILLIS);
        }
    }

    @Test
    void closesTheConnectionOnAForeignProtocolAfterAnsweringWhatCameBefore() throws IOException {
        try (RawClient client = new RawClient(port)) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            stream.writeBytes(Hex.frame("03 00 00 00 01"));
            stream.writeBytes("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            client.send(stream.toByteArray());

            assertThat(client.receive()).endsWith("03 02 10 00");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesTheConnectionOnAnImpossibleLength() throws IOException {
        for (String header :
                List.of("00 01 00 00 00 00", "00 01 00 00 00 01", "00 01 00 00 00 FF", "00 01 00 00 FF FF")) {
            try (RawClient client = new RawClient(port)) {
                client.send(Hex.bytes(header));

                assertThat(client.isClosedByServer()).as(header).isTrue();
            }
        }
    }

    @Test
    void anUnknownUnitIsException10() throws IOException {
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(9, "03 00 00 00 01")).isEqualTo("83 0A");
        }
    }

    @Test
    void aDefectOfTheUnitIsException4AndNothingElse() throws IOException {
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(3, "03 00 00 00 01")).isEqualTo("83 04");
            assertThat(client.ask("03 00 00 00 01")).isEqualTo("03 02 10 00");
        }
    }

    @Test
    void oneClientMoreThanAllowedTakesThePlaceOfTheQuietestOne() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i <= ModbusServer.MAX_CONNECTIONS_PER_PORT; i++) {
                clients.add(new RawClient(port));
                assertThat(clients.get(i).ask("03 00 00 00 01")).isEqualTo("03 02 10 00");
            }
            assertThat(clients.get(0).isClosedByServer()).isTrue();
            assertThat(clients.get(1).ask("03 00 00 00 01")).isEqualTo("03 02 10 00");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aClientThatResetsItsConnectionHarmsNobody() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawClient rude = new RawClient(port);
            rude.send(Hex.frame("03 00 00 00 7D"));
            rude.close();
        }
        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask("03 00 00 00 01")).isEqualTo("03 02 10 00");
        }
    }

    @Test
    void aUsedPortIsToldByNumberAndName() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint wanted = new Endpoint("station A-01", taken.getLocalPort(), Map.of(), new WireFaults());

            assertThatThrownBy(() -> ModbusServer.open(InetAddress.getLoopbackAddress(), List.of(wanted)))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of station A-01");
        }
    }

    @Test
    void closingFreesThePortAndEndsTheConnections() throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.ask("03 00 00 00 01");

            server.close();

            assertThat(client.isClosedByServer()).isTrue();
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);
        }
    }

    private static final class DefectiveUnit implements ModbusUnit {
        @Override
        public Outcome read(Table table, int address, int count) {
            throw new IllegalStateException("a defect on purpose");
        }

        @Override
        public Outcome write(Table table, int address, int[] values) {
            throw new IllegalStateException("a defect on purpose");
        }
    }
}
