package io.mededge.infra.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers as bytes, in the notation of the MODBUS Application Protocol V1.1b3, section 6. */
class ExchangeTest {
    private final FakeUnit unit = new FakeUnit();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "read coils,                01 00 00 00 0A, 01 02 49 02",
        "read discrete inputs,      02 00 01 00 03, 02 01 04",
        "read holding registers,    03 00 10 00 02, 03 04 10 10 10 11",
        "read input registers,      04 00 FF 00 01, 04 02 10 FF",
        "write single coil on,      05 00 01 FF 00, 05 00 01 FF 00",
        "write single coil off,     05 00 00 00 00, 05 00 00 00 00",
        "write single register,     06 00 01 00 03, 06 00 01 00 03",
        "write multiple coils,      0F 00 13 00 0A 02 CD 01, 0F 00 13 00 0A",
        "write multiple registers,  10 00 01 00 02 04 00 0A 01 02, 10 00 01 00 02",
        "mask write register,       16 00 04 00 F2 00 25, 16 00 04 00 F2 00 25",
        "read/write registers,      17 00 03 00 02 00 04 00 01 02 AB CD, 17 04 10 03 AB CD"
    })
    void answersEachFunction(String name, String request, String answer) {
        assertThat(perform(request)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1: unknown function 7,                 07, 87 01",
        "1: function 0,                         00, 80 01",
        "1: function 43,                        2B 0E 01 00, AB 01",
        "2: first cell outside,                 03 08 34 00 01, 83 02",
        "2: last cell outside,                  04 08 33 00 02, 84 02",
        "2: beyond the address space,           03 FF FF 00 02, 83 02",
        "2: write outside,                      06 10 00 00 01, 86 02",
        "2: write many beyond the space,        10 FF FF 00 02 04 00 01 00 02, 90 02",
        "2: mask write outside,                 16 10 00 00 F2 00 25, 96 02",
        "2: read/write reads outside,           17 10 00 00 01 00 04 00 01 02 AB CD, 97 02",
        "2: read/write writes beyond the space, 17 00 00 00 01 FF FF 00 02 04 00 01 00 02, 97 02",
        "3: no coil,                            01 00 00 00 00, 81 03",
        "3: 2001 discrete inputs,               02 00 00 07 D1, 82 03",
        "3: no register,                        03 00 00 00 00, 83 03",
        "3: 126 registers,                      04 00 00 00 7E, 84 03",
        "3: too short,                          03 00 00 00, 83 03",
        "3: too long,                           03 00 00 00 01 00, 83 03",
        "3: a coil neither on nor off,          05 00 01 12 34, 85 03",
        "3: a short single write,               06 00 01 00, 86 03",
        "3: byte count of coils wrong,          0F 00 13 00 0A 01 CD, 8F 03",
        "3: no coils to write,                  0F 00 13 00 00 00, 8F 03",
        "3: byte count of registers wrong,      10 00 01 00 02 03 00 0A 01, 90 03",
        "3: fewer bytes than told,              10 00 01 00 02 04 00 0A 01, 90 03",
        "3: cut before the byte count,          10 00 01 00 02, 90 03",
        "3: value refused by the unit,          06 00 01 DE AD, 86 03",
        "3: mask write too short,               16 00 04 00 F2 00, 96 03",
        "3: read/write of 122 registers,        17 00 00 00 01 00 00 00 7A F4, 97 03",
        "3: read/write cut,                     17 00 00 00 01, 97 03"
    })
    void refusesWithTheRightException(String name, String request, String answer) {
        assertThat(perform(request)).isEqualTo(answer);
    }

    @Test
    void theLargestReadsFitIntoOneFrame() {
        assertThat(Hex.bytes(perform("01 00 00 07 D0"))).hasSize(2 + 250);
        assertThat(Hex.bytes(perform("03 00 00 00 7D"))).hasSize(2 + 250);
    }

    @Test
    void maskWriteChangesOnlyTheBitsOfItsMasks() {
        perform("06 00 04 00 12");

        perform("16 00 04 00 F2 00 25");

        assertThat(perform("03 00 04 00 01")).as("the standard's own example").isEqualTo("03 02 00 17");
    }

    @Test
    void coilsAreWrittenLowestBitFirst() {
        perform("0F 00 13 00 0A 02 CD 01");

        assertThat(perform("01 00 13 00 0A")).isEqualTo("01 02 CD 01");
    }

    @Test
    void aRefusedReadLeavesNoWriteBehind() {
        perform("17 10 00 00 01 00 04 00 01 02 AB CD");

        assertThat(perform("03 00 04 00 01")).isEqualTo("03 02 10 04");
    }

    @Property(tries = 2_000)
    void whatIsWrittenIsReadBack(@ForAll @Size(min = 1, max = Request.MAX_WRITE_REGISTERS) short[] values) {
        ByteBuffer write = ByteBuffer.allocate(6 + 2 * values.length)
                .put((byte) 16)
                .putShort((short) 7)
                .putShort((short) values.length)
                .put((byte) (2 * values.length));
        boolean refused = false;
        for (short value : values) {
            write.putShort(value);
            refused |= (value & 0xFFFF) == FakeUnit.REFUSED_VALUE;
        }
        String answer = perform(Hex.text(write.array()));
        if (refused) {
            assertThat(answer).isEqualTo("90 03");
            return;
        }
        String readBack = perform(String.format("03 00 07 00 %02X", values.length));
        assertThat(readBack.substring(6)).isEqualTo(Hex.text(write.array()).substring(18));
    }

    @Property(tries = 5_000)
    void anyDataAfterAKnownFunctionIsAnswered(
            @ForAll @IntRange(max = 24) int function, @ForAll @Size(max = 252) byte[] data) {
        byte[] pdu = ByteBuffer.allocate(1 + data.length)
                .put((byte) function)
                .put(data)
                .array();

        byte[] answer = Exchange.perform(Request.decode(ByteBuffer.wrap(pdu)), unit);

        assertThat(answer.length).isBetween(2, 253);
        assertThat(answer[0] & 0x7F).isEqualTo(function);
    }

    private String perform(String pdu) {
        return Hex.text(Exchange.perform(Request.decode(ByteBuffer.wrap(Hex.bytes(pdu))), unit));
    }
}
