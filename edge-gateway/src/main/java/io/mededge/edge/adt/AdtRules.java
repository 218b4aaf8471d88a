package io.mededge.edge.adt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the configuration must keep to: each mistake is a sentence that begins with its key. */
final class AdtRules {
    static final int MAX_CONNECTIONS = 32;
    static final int MAX_AUTHORITIES = 50;
    private static final int MIN_BYTES = 1_024;
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern SYSTEM = Pattern.compile("[!-~]{1,200}");
    private static final Pattern TYPE = Pattern.compile("[A-Z]{1,8}");

    private final List<String> problems = new ArrayList<>();

    private AdtRules() {}

    static List<String> problems(AdtConfig config) {
        var rules = new AdtRules();
        if (config.listen().isPresent()) {
            rules.look(config, config.listen().get());
        }
        return rules.problems;
    }

    private void look(AdtConfig config, String listen) {
        address(config, listen);
        authorities(config.authorities());
        if (CharacterSet.of(config.charset()).isEmpty()) {
            problem("charset must be UNICODE UTF-8, 8859/1, 8859/15 or ASCII, not " + config.charset());
        }
        between("connections", config.connections(), 1, MAX_CONNECTIONS);
        between("max-bytes", config.maxBytes(), MIN_BYTES, MAX_BYTES);
        between("idle-timeout", config.idleTimeout(), Duration.ofSeconds(1), Duration.ofHours(24));
        between("message-timeout", config.messageTimeout(), Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    private void address(AdtConfig config, String listen) {
        try {
            var address = ListenAddress.parse(listen);
            if (config.keyStore().isPresent()) {
                file("key-store", config.keyStore());
                file("trust-store", config.trustStore());
                file("password-file", config.passwordFile());
            } else if (!address.isLoopback()) {
                problem("key-store is missing: without TLS only 127.0.0.1, ::1 or localhost can be listened on");
            } else if (config.allowOldTls()) {
                problem("allow-old-tls means nothing without gateway.adt.key-store");
            }
        } catch (IllegalArgumentException notAnAddress) {
            problem("listen " + notAnAddress.getMessage());
        }
    }

    private void authorities(List<AdtConfig.Authority> authorities) {
        if (authorities.stream().noneMatch(authority -> authority.system().isPresent())
                || authorities.size() > MAX_AUTHORITIES) {
            problem("authorities must name 1 to " + MAX_AUTHORITIES + ", one of them with a system");
        }
        var seen = new HashSet<List<String>>();
        for (var i = 0; i < authorities.size(); i++) {
            var authority = authorities.get(i);
            var key = "authorities[" + i + "].";
            if (authority.name().isBlank()) {
                problem(key + "name is empty");
            }
            if (!TYPE.matcher(authority.type()).matches()) {
                problem(key + "type must be a code of HL7 table 0203, for example MR");
            }
            if (!authority.system().map(SYSTEM::matcher).map(m -> m.matches()).orElse(true)) {
                problem(key + "system must have 1 to 200 visible ASCII characters, for example urn:oid:2.999.1");
            }
            if (!seen.add(List.of(authority.name(), authority.type()))) {
                problem(key + "name: " + authority.name() + " has two entries of the type " + authority.type());
            }
        }
    }

    private void file(String key, Optional<Path> file) {
        if (file.isEmpty()) {
            problem(key + " is missing, which TLS needs");
        } else if (!Files.isReadable(file.get())) {
            problem(key + ": " + file.get() + " cannot be read");
        }
    }

    private <T extends Comparable<T>> void between(String key, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            problem(key + " must be " + text(min) + " to " + text(max) + ", not " + text(value));
        }
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }

    private void problem(String sentence) {
        problems.add("gateway.adt." + sentence);
    }
}
