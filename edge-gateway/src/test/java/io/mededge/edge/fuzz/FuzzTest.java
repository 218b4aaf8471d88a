package io.mededge.edge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.adt.AdtMessageTarget;
import io.mededge.edge.broker.MachineMessageTarget;
import io.mededge.edge.modbus.ModbusTarget;
import io.mededge.edge.patient.JsonBodyTarget;
import io.mededge.edge.session.SignedSessionTarget;
import io.mededge.edge.staff.StaffListTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jazzer on every decoder of bytes that others send: 10,000 inputs each, of files that people bring 4,000, a million with {@code -Dmededge.long=true}. No crash, no
 * input over a second.
 */
class FuzzTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final long INPUTS = LONG ? 1_000_000 : 10_000;
    /** Of parsers that need a millisecond for each kilobyte. */
    private static final long INPUTS_OF_FILES = LONG ? 1_000_000 : 4_000;

    private static final Duration DEADLINE = LONG ? Duration.ofMinutes(60) : Duration.ofMinutes(3);
    /** Each is a process of its own with one busy thread. */
    private static final int AT_ONCE = 2;

    /** A part of one target's name, to run that alone. */
    private static final String ONLY = System.getProperty("mededge.fuzz", "");

    private static final Set<Class<?>> FILES = Set.of(ProfileTarget.class, SignedSessionTarget.class);
    private static final Path GOLDEN = Path.of("../shared-model/src/test/resources/golden");

    /** A decoder, messages that it reads, and how large inputs may grow: a YAML parser needs a millisecond for each kilobyte. */
    private record Target(Class<?> type, int maxBytes, List<byte[]> seeds) {
        long inputs() {
            return FILES.contains(type) ? INPUTS_OF_FILES : INPUTS;
        }
    }

    @TempDir
    Path folder;

    private static List<Target> targets() throws IOException {
        return List.of(
                new Target(ModbusTarget.Tcp.class, 600, List.of(hex("0201000020 0001 0000 0007 11 03 04 0064 00c8"))),
                new Target(ModbusTarget.Rtu.class, 600, List.of(hex("0201000020 11 03 04 0064 00c8"))),
                new Target(BatchTarget.class, 4_096, golden("batch-")),
                new Target(AcknowledgementTarget.class, 4_096, golden("acknowledgement")),
                new Target(
                        JsonBodyTarget.class,
                        4_096,
                        List.of(text("{\"station\": \"A-01\", \"at\": [1, null, {\"x\": 1e3}]}"))),
                new Target(
                        SignedSessionTarget.class,
                        1_024,
                        List.of(
                                text(
                                        "{\"form\": \"mededge signed session 1\", \"region\": \"r\", \"facility\": \"f\", \"version\": 1,"
                                                + " \"audit\": [{\"number\": 1, \"at\": \"2026-03-01T06:00:00Z\", \"who\": \"n\"}]}"),
                                text("{\"change\": \"observe\", \"code\": \"weight\", \"value\": \"70.5 kg\","
                                        + " \"at\": \"2026-03-01T06:00:00Z\"}"))),
                new Target(
                        StaffListTarget.class,
                        1_024,
                        List.of(
                                text(
                                        "{\"form\": \"mededge staff 1\", \"region\": \"region-1\", \"facility\": \"facility-1\","
                                                + " \"sequence\": 1, \"issued\": \"2026-03-01T06:00:00Z\", \"accounts\":"
                                                + " [{\"account\": \"n\", \"name\": \"N\", \"roles\": [\"nurse\"]}]}"),
                                text(
                                        "{\"account\": \"n\", \"name\": \"N\", \"roles\": [\"nurse\"], \"badge\": \"1234\","
                                                + " \"pin\": \"123456\"}"))),
                new Target(
                        AdtMessageTarget.class,
                        2_048,
                        List.of(
                                text(
                                        "MSH|^~\\&|A|B|C|D|20260301||ADT^A01^ADT_A01|1|P|2.5||||||8859/1\r"
                                                + "EVN|A01\rPID|1||1^^^HOSP&2.999.7&ISO^MR~N^^^2.999.7^NI||F&own^G\\T\\^M~F^^^^^^L||19501231\r"),
                                text(
                                        "\u000bMSH#!$*%#ADT1####20260301##ADT!A40#1#P#2.3\rPID#1##1!!!HOSP##F!G##19501231\r"
                                                + "MRG#2!!!HOSP\r\u001c\r"))),
                new Target(
                        MachineMessageTarget.class,
                        2_048,
                        List.of(
                                text(
                                        "{\"id\": 7, \"time\": \"2026-03-01T10:15:30.250Z\", \"values\": {\"heart-rate\": 71,"
                                                + " \"spo2\": {\"value\": 97, \"quality\": \"good\", \"unit\": \"%\"}}}"),
                                hex("0807 1202 0801"))),
                new Target(ProfileTarget.class, 768, profiles()));
    }

    @Test
    void noBytesCrashADecoderOrKeepItBusy() throws Exception {
        var fuzzer = new Fuzzer(folder);
        var running = new ArrayList<Future<Fuzzer.Outcome>>();
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (var target : targets()) {
                if (!target.type().getName().contains(ONLY)) {
                    continue;
                }
                Callable<Fuzzer.Outcome> run = () -> {
                    var outcome =
                            fuzzer.run(target.type(), target.seeds(), target.maxBytes(), target.inputs(), DEADLINE);
                    assertThat(outcome.inputs()).isGreaterThanOrEqualTo(target.inputs());
                    return outcome;
                };
                running.add(threads.submit(run));
            }
            for (var outcome : running) {
                check(outcome.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void check(Fuzzer.Outcome outcome) {
        System.out.println(outcome.line());
        assertThat(outcome.foundNothing())
                .as("%s%n%s", outcome.line(), outcome.log())
                .isTrue();
        assertThat(outcome.corpus())
                .as("%s was guided by what it reached", outcome.target())
                .isGreaterThan(1);
    }

    @Test
    void theFuzzerFindsAMistakeThatIsThere() throws IOException, InterruptedException {
        var outcome = new Fuzzer(folder).run(PlantedTarget.class, List.of(text("hello")), 64, 1_000_000, DEADLINE);

        System.out.println(outcome.line());
        assertThat(outcome.foundNothing()).as(outcome.log()).isFalse();
        assertThat(outcome.log()).contains("BufferUnderflowException").contains("PlantedTarget.fuzzerTestOneInput");
    }

    private static List<byte[]> golden(String prefix) throws IOException {
        try (var files = Files.list(GOLDEN)) {
            var messages = new ArrayList<byte[]>();
            for (var file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith(prefix)) {
                    messages.add(hex(Files.readString(file)));
                }
            }
            return messages;
        }
    }

    private static List<byte[]> profiles() {
        var profile = """
                profile: p
                version: 1
                groups: {a: {every: 2}}
                clock: {area: input, address: 90, form: calendar, zone: UTC}
                points:
                  - {id: x, group: a, area: input, address: 0, type: s16, scale: 1/60, unit: "mm[Hg]", plausible: "0, 15..600"}
                  - {id: y, group: a, area: holding, address: 4, type: u32, order: CDAB, unit: mL, on-change: {deadband: 1, max-silence: 60s}}
                events: {counter: {area: input, address: 22}, address: 200, slots: 64, names: [{code: 1, name: a}]}
                """;
        return List.of(text(profile));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }
}
