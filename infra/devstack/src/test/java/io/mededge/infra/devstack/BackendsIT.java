package io.mededge.infra.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.Part;
import java.net.InetSocketAddress;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each backend is killed after it acknowledged something, and must come back with it in time. */
class BackendsIT {
    private static final Duration BACK_AGAIN = Duration.ofSeconds(15);
    private static final Duration CASSANDRA_BACK_AGAIN = Duration.ofSeconds(30);

    private static DevStack stack;

    @BeforeAll
    static void start() {
        stack = DevStack.start(Part.KAFKA_REGIONAL, Part.POSTGRES, Part.CASSANDRA, Part.BROKER_REGIONAL);
    }

    @AfterAll
    static void stop() {
        var folder = stack.data().root();
        stack.close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void kafkaKeepsWhatItAcknowledged() throws Exception {
        var server = Map.<String, Object>of("bootstrap.servers", stack.address("kafkaRegional"));
        try (var admin = Admin.create(server)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        var producing = Map.<String, Object>of("bootstrap.servers", stack.address("kafkaRegional"), "acks", "all");
        try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("kept", "value " + i)).get();
            }
        }

        killAndAwait("kafka-regional", BACK_AGAIN);

        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(server, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int i = 0; i < 50 && values.size() < 100; i++) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        assertThat(values).hasSize(100).startsWith("value 0").endsWith("value 99");
    }

    @Test
    void postgresKeepsWhatItCommitted() throws Exception {
        var url = "jdbc:" + stack.address("postgres") + "?user=mededge";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("create table kept (id int primary key)");
            statement.execute("insert into kept select generate_series(1, 1000)");
        }

        killAndAwait("postgres", BACK_AGAIN);

        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*), current_setting('fsync') from kept")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1000);
            assertThat(rows.getString(2)).isEqualTo("on");
        }
    }

    @Test
    void cassandraKeepsWhatItAcknowledged() {
        try (var session = cassandra()) {
            session.execute(
                    "create keyspace k with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("create table k.kept (id int primary key)");
            for (int i = 0; i < 100; i++) {
                session.execute("insert into k.kept (id) values (?)", i);
            }
        }

        killAndAwait("cassandra", CASSANDRA_BACK_AGAIN);

        try (var session = cassandra()) {
            assertThat(session.execute("select id from k.kept").all()).hasSize(100);
        }
    }

    @Test
    void theBrokerKeepsWhatItAcknowledged() throws Exception {
        var gateway = stack.credentials(Holder.gateway("gateway-9", "region-1", "facility-9"));
        var regional = stack.credentials(Holder.regional("regional-9", "region-1"));
        try (var intake = MqttTestClient.connect(stack.address("mqttRegional"), "regional-9", Optional.of(regional))) {
            intake.subscribe("devices/region-1/+/+/alarm");
        }
        try (var sender = MqttTestClient.connect(stack.address("mqttRegional"), "gateway-9", Optional.of(gateway))) {
            for (int i = 0; i < 20; i++) {
                assertThat(sender.publish("devices/region-1/facility-9/A-01-hd/alarm", "alarm " + i))
                        .isZero();
            }
        }

        killAndAwait("broker-regional", BACK_AGAIN);

        try (var intake = MqttTestClient.connect(stack.address("mqttRegional"), "regional-9", Optional.of(regional))) {
            var received = intake.receive(20, Duration.ofSeconds(10));
            assertThat(received)
                    .hasSize(20)
                    .allSatisfy(bytes -> assertThat(new String(bytes, UTF_8)).startsWith("alarm "));
        }
    }

    private static void killAndAwait(String process, Duration deadline) {
        long before = stack.pid(process);
        stack.kill(process);
        stack.awaitHealthy(process, deadline);
        assertThat(stack.pid(process)).isNotEqualTo(before);
    }

    private static CqlSession cassandra() {
        var address = stack.address("cassandra").split(":", 2);
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter("dc1")
                // a schema is agreed upon for longer than the driver's two seconds while other programs run
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(15))
                        .build())
                .build();
    }
}
