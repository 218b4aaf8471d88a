package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.profile.MachineAddress.Parity;
import io.mededge.edge.profile.MachineAddress.Serial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7:502",
        "machine.local:1502, machine.local:1502",
        "tcp://[fe80::1]:1502, [fe80::1]:1502",
        "tls://machine.local, tls://machine.local:802",
        "rtu+tcp://10.0.0.7:4001, rtu+tcp://10.0.0.7:4001",
        "rtu:/dev/ttyUSB0, rtu:/dev/ttyUSB0?baud=19200&parity=even&stop=1",
        "rtu:/dev/ttyS0?parity=none, rtu:/dev/ttyS0?baud=19200&parity=none&stop=2",
        "rtu:COM3?baud=9600&parity=odd&stop=1, rtu:COM3?baud=9600&parity=odd&stop=1",
        "mqtt:, mqtt:",
    })
    void isReadAndWritten(String text, String written) {
        var address = MachineAddress.parse(text);
        assertThat(address).hasToString(written);
        assertThat(MachineAddress.parse(written)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":502",
                "host:0",
                "host:x",
                "udp://host:502",
                "rtu+tcp://host",
                "rtu:",
                "rtu:/dev/ttyS0?baud=110",
                "rtu:/dev/ttyS0?parity=mark",
                "rtu:/dev/ttyS0?stop=3",
                "rtu:/dev/ttyS0?speed=9600",
                "rtu:/dev/ttyS0?baud",
                "mqtt:vitals-1",
                "mqtt://broker:1883"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> MachineAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aByteOnTheLineHasElevenBitsAsTheSpecificationWants() {
        assertThat(new Serial("x", 9_600, Parity.EVEN, 1).bitsPerByte()).isEqualTo(11);
        assertThat(new Serial("x", 9_600, Parity.NONE, 2).bitsPerByte()).isEqualTo(11);
    }
}
