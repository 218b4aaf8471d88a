package io.mededge.model.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.HostileBytes;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.outbound.Quality;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineMessageCodecTest {
    private static final Instant TIME = Instant.parse("2026-03-01T10:15:30.123456Z");
    private static final Measured MEASURED = new Measured(
            17,
            TIME,
            List.of(
                    new Value(new MetricId("pulse"), 72, Quality.GOOD, "/min"),
                    new Value(new MetricId("body-temperature"), 0, Quality.INVALID, "")));
    private static final Happened HAPPENED = new Happened(3, TIME, 9, true);

    private static final HostileBytes<MachineMessage> MESSAGES = new HostileBytes<>(
            List.of(MachineMessageCodec.encode(MEASURED), MachineMessageCodec.encode(HAPPENED)),
            MachineMessageCodec::decode,
            MachineMessageCodec::encode);

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(MachineMessageCodec.decode(MachineMessageCodec.encode(MEASURED)))
                .isEqualTo(new Decoded.Value<>(MEASURED));
        assertThat(MachineMessageCodec.decode(MachineMessageCodec.encode(HAPPENED)))
                .isEqualTo(new Decoded.Value<>(HAPPENED));
    }

    /** Written by hand from the schema: a machine's maker does the same. */
    @Test
    void theBytesAreThoseOfTheSchema() {
        assertThat(HexFormat.of().formatHex(MachineMessageCodec.encode(HAPPENED)))
                .isEqualTo("080311" + "c056f8bff34b0600" + "2204" + "0809" + "1001");
    }

    @Test
    void aMessageCutAnywhereIsAnswered() {
        MESSAGES.assertEveryTruncationIsAnswered();
    }

    @Test
    void mutatedMessagesAreAnswered() {
        assertThat(MESSAGES.assertMutationsAreAnswered())
                .as("inputs that came close")
                .isPositive();
    }
}
