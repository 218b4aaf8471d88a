package io.mededge.infra.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One YAML file: {@code host}, {@code port}, {@code data}, {@code tls}.
 *
 * @param tls empty only if the file says {@code tls: none}; then everybody may connect and do anything, for tests on loopback
 */
record BrokerConfig(String host, int port, Path data, Optional<Tls> tls) {
    private static final int MAX_PORT = 65535;

    /** PKCS 12 stores; {@code password} opens both. */
    record Tls(Path keyStore, Path trustStore, String password) {
        @Override
        public String toString() {
            return "Tls[" + keyStore + "]";
        }
    }

    /** @throws IOException with one sentence for the operator if the file cannot be used */
    static BrokerConfig read(Path file) throws IOException {
        var root = parse(file);
        int port = Integer.parseInt(text(root, "port").matches("\\d{1,5}") ? text(root, "port") : "0");
        if (port < 1 || port > MAX_PORT) {
            throw new IOException("port must be between 1 and " + MAX_PORT);
        }
        var tls = root.path("tls");
        boolean open = tls.asText().equals("none");
        return new BrokerConfig(
                text(root, "host"), port, Path.of(text(root, "data")), open ? Optional.empty() : Optional.of(tls(tls)));
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException noYaml) {
            throw new IOException(file + " is no YAML: " + noYaml.getOriginalMessage(), noYaml);
        }
    }

    private static Tls tls(JsonNode tls) throws IOException {
        var keyStore = Path.of(text(tls, "keyStore"));
        var trustStore = Path.of(text(tls, "trustStore"));
        var passwordFile = Path.of(text(tls, "passwordFile"));
        return new Tls(keyStore, trustStore, Files.readString(passwordFile).strip());
    }

    private static String text(JsonNode node, String key) throws IOException {
        var value = node.path(key).asText();
        if (value.isBlank()) {
            throw new IOException(key + " is missing");
        }
        return value;
    }
}
