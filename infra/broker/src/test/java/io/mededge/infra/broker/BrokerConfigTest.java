package io.mededge.infra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
    @TempDir
    Path folder;

    @Test
    void readsTheStoresAndTheirPassword() throws IOException {
        Files.writeString(folder.resolve("password"), "secret\n");

        var config =
                read("host: 127.0.0.1\nport: 18883\ndata: d\ntls: {keyStore: k.p12, trustStore: t.p12, passwordFile: '"
                        + folder.resolve("password") + "'}");

        assertThat(config)
                .isEqualTo(new BrokerConfig(
                        "127.0.0.1",
                        18883,
                        Path.of("d"),
                        Optional.of(new BrokerConfig.Tls(Path.of("k.p12"), Path.of("t.p12"), "secret"))));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void isOpenOnlyIfTheFileSaysSo() throws IOException {
        assertThat(read("host: h\nport: 1\ndata: d\ntls: none").tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host: h, port: 1, data: d                        | keyStore is missing",
                "host: h, port: 1, data: d, tls: maybe            | keyStore is missing",
                "host: h, port: 1, data: d, tls: {keyStore: k}    | trustStore is missing",
                "port: 1, data: d, tls: none                      | host is missing",
                "host: h, port: 1, tls: none                      | data is missing",
                "host: h, data: d, tls: none                      | port is missing",
                "host: h, port: x, data: d, tls: none             | port must be between 1 and 65535",
                "host: h, port: 70000, data: d, tls: none         | port must be between 1 and 65535",
            })
    void saysWhatIsWrong(String yaml, String sentence) {
        assertThatThrownBy(() -> read("{" + yaml + "}"))
                .isInstanceOf(IOException.class)
                .hasMessage(sentence);
    }

    @Test
    void refusesWhatIsNoYaml() {
        assertThatThrownBy(() -> read("{host: ["))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no YAML");
    }

    private BrokerConfig read(String yaml) throws IOException {
        return BrokerConfig.read(Files.writeString(folder.resolve("broker.yaml"), yaml));
    }
}
