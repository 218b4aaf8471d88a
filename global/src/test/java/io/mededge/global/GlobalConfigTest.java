package io.mededge.global;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.global.database.CassandraConfig;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A key or default that changes is a visible decision: here, and in docs/reference/config.md. */
class GlobalConfigTest {
    private static final String NONE = "none";
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("global.cassandra.contact-point", "127.0.0.1:19042"),
            Map.entry("global.cassandra.datacenter", "dc1"),
            Map.entry("global.cassandra.keyspace", "mededge"),
            Map.entry("global.cassandra.replication", "1"),
            Map.entry("global.cassandra.request-timeout", "2s"),
            Map.entry("global.cassandra.username", NONE),
            Map.entry("global.cassandra.password-file", NONE),
            Map.entry("global.intake.topic-partitions", "3"),
            Map.entry("global.intake.first-pause", "500ms"),
            Map.entry("global.intake.longest-pause", "30s"),
            Map.entry("global.catalog.page-token-key-file", NONE),
            Map.entry("global.fleet.overview-interval", "1s"),
            Map.entry("global.fleet.max-viewers", "200"));

    @Test
    void everyKeyAndDefaultIsPinned() {
        assertThat(keys(GlobalConfig.class, "global.")).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    }

    @Test
    void everyDefaultIsValid() {
        var config = Defaults.config();

        assertThat(config.cassandra().contactPoint()).containsExactly("127.0.0.1:19042");
        assertThat(config.cassandra().username()).isEmpty();
        assertThat(config.catalog().pageTokenKeyFile()).isEqualTo(Optional.empty());
    }

    @Test
    void severalContactPointsAreSeparatedByCommas() {
        var config = Defaults.config(Map.of("global.cassandra.contact-point", "a:1,b:2"));

        assertThat(config.cassandra()).extracting(CassandraConfig::contactPoint).isEqualTo(List.of("a:1", "b:2"));
    }

    @Test
    void theReferenceListsEachKeyWithItsDefault() throws Exception {
        var rows = Files.readAllLines(Path.of("..", "docs", "reference", "config.md")).stream()
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length > 3 && cells[1].strip().startsWith("`global."))
                .collect(toMap(cells -> plain(cells[1]), cells -> plain(cells[2])));

        assertThat(rows).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    }

    private static String plain(String cell) {
        return cell.replace("`", "").strip();
    }

    private static SortedMap<String, String> keys(Class<?> mapping, String prefix) {
        var keys = new TreeMap<String, String>();
        Stream.of(mapping.getMethods()).forEach(method -> {
            var key = prefix + kebab(method);
            if (method.getReturnType().isInterface()
                    && method.getReturnType().getName().startsWith("io.mededge.")) {
                keys.putAll(keys(method.getReturnType(), key + "."));
            } else {
                var byDefault = method.getAnnotation(WithDefault.class);
                keys.put(key, byDefault == null ? NONE : byDefault.value());
            }
        });
        return keys;
    }

    private static String kebab(Method method) {
        return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
