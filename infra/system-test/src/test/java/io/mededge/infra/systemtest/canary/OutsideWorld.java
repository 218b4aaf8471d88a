package io.mededge.infra.systemtest.canary;

import com.datastax.oss.driver.api.core.CqlSession;
import io.mededge.infra.systemtest.KafkaCluster;
import io.mededge.infra.systemtest.MqttPeer;
import io.mededge.infra.systemtest.RunningStack;
import io.mededge.infra.systemtest.Web;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known outside the facility, given to a scanner: topics with keys, values and headers, tables row by row, messages on the wire, files,
 * logs, metrics and answers of the interfaces; and of the facility what it writes for operators, its logs and metrics, and its files, which are encrypted.
 */
final class OutsideWorld {
    private static final List<String> REGION_PAGES = List.of(
            "/",
            "/q/metrics",
            "/fhir/metadata",
            "/fhir/Patient",
            "/fhir/Device",
            "/fhir/DeviceMetric",
            "/fhir/Observation?_count=50");

    private static final List<String> WORLD_PAGES =
            List.of("/", "/q/metrics", "/api/catalog/devices", "/api/fleet/overview");

    private static final List<String> FACILITY_PAGES_FOR_OPERATORS = List.of("/q/metrics", "/q/health");

    private static final int FETCH_ROWS = 1_000;

    private final RunningStack stack;
    private final CanaryScanner scanner;
    private final Set<Hit> hits = new LinkedHashSet<>();

    private OutsideWorld(RunningStack stack, CanaryScanner scanner) {
        this.stack = stack;
        this.scanner = scanner;
    }

    /** @param listener a subscriber that has heard what went over the region's broker */
    static Set<Hit> scan(RunningStack stack, CanaryScanner scanner, MqttPeer listener)
            throws IOException, SQLException {
        var world = new OutsideWorld(stack, scanner);
        world.scanKafka("kafkaRegional");
        world.scanKafka("kafkaGlobal");
        world.scanPostgres();
        world.scanCassandra();
        world.scanMessages(listener);
        world.scanFiles();
        world.scanPages(stack.address("regionalPage"), REGION_PAGES);
        world.scanPages(stack.address("globalPage"), WORLD_PAGES);
        world.scanPages(stack.address("facilityBoard"), FACILITY_PAGES_FOR_OPERATORS);
        return world.hits;
    }

    private void scanKafka(String address) {
        var cluster = new KafkaCluster(stack.address(address));
        var topics = cluster.topics();
        for (var topic : topics) {
            hits.addAll(scanner.scan("name of a topic of " + address, topic));
        }
        cluster.forEach(topics, record -> {
            var where = address + " topic " + record.topic();
            scan(where + " key", record.key());
            scan(where + " value", record.value());
            record.headers().forEach(header -> {
                hits.addAll(scanner.scan(where + " header", header.key()));
                scan(where + " header", header.value());
            });
        });
    }

    private void scan(String where, byte @Nullable [] bytes) {
        if (bytes != null) {
            hits.addAll(scanner.scan(where, bytes));
        }
    }

    /** Each row as the text that PostgreSQL gives for it: every column, binary ones in hexadecimal digits. */
    private void scanPostgres() throws SQLException {
        var database = stack.database().asAdministrator();
        var tables = database.rows(
                "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname <> 'information_schema'",
                row -> row.getString(1));
        try (var connection = database.connect()) {
            connection.setAutoCommit(false); // without it the driver would fetch whole tables into memory
            for (var table : tables) {
                try (var statement = connection.createStatement()) {
                    statement.setFetchSize(FETCH_ROWS);
                    scanRows("table " + table, statement.executeQuery("select t::text from " + table + " as t"));
                }
            }
            connection.rollback();
        }
    }

    private void scanRows(String where, ResultSet rows) throws SQLException {
        var text = new StringBuilder();
        while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
            if (text.length() > CanaryScanner.OVERLAP_BYTES) {
                hits.addAll(scanner.scan(where, text.toString()));
                text.setLength(0);
            }
        }
        hits.addAll(scanner.scan(where, text.toString()));
    }

    private void scanCassandra() {
        var address = stack.address("cassandra").split(":");
        try (var session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter("dc1")
                .build()) {
            var tables = session.execute("select keyspace_name, table_name from system_schema.tables")
                    .all();
            for (var table : tables) {
                var name = table.getString(0) + "." + table.getString(1);
                for (var row : session.execute(
                        "select * from \"" + table.getString(0) + "\".\"" + table.getString(1) + "\"")) {
                    hits.addAll(scanner.scan("Cassandra " + name, row.getFormattedContents()));
                }
            }
        }
    }

    private void scanMessages(MqttPeer listener) {
        for (var message : listener.heard()) {
            hits.addAll(scanner.scan("MQTT topic", message.topic()));
            hits.addAll(scanner.scan("MQTT payload on " + message.topic(), message.payload()));
            message.userProperties()
                    .forEach(property -> hits.addAll(scanner.scan(
                            "MQTT user property on " + message.topic(),
                            property.getKey() + " " + property.getValue())));
        }
    }

    /** Also the facility's own files: what they hold of a patient is encrypted. */
    private void scanFiles() throws IOException {
        hits.addAll(scanner.scan(stack.data().root()));
    }

    private void scanPages(String address, List<String> paths) {
        for (var path : paths) {
            hits.addAll(scanner.scan(address + path, Web.get(address + path).body()));
        }
    }

    /** The log of a process, among the files that are scanned. */
    static Path log(RunningStack stack, String process) {
        return stack.data().log(process);
    }
}
