package io.mededge.infra.devstack.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** A question in a service's own protocol, on one port of the loopback address. */
public final class Probe {
    private final String protocol;
    private final int port;
    private final Question question;

    private Probe(String protocol, int port, Question question) {
        this.protocol = protocol;
        this.port = port;
        this.question = question;
    }

    /** Metadata request: the broker must list itself, so that topics can be created from now on. */
    public static Probe kafka(int port) {
        return new Probe("Kafka", port, new KafkaQuestion());
    }

    /** Start-up packet and {@code select 1} as the given user, who must be trusted on loopback. */
    public static Probe postgres(int port, String user, String database) {
        return new Probe("PostgreSQL", port, new PostgresQuestion(user, database));
    }

    /** Native protocol 4: OPTIONS must be answered by SUPPORTED. */
    public static Probe cassandra(int port) {
        return new Probe("Cassandra", port, new CassandraQuestion());
    }

    /** MQTT 5 CONNECT without TLS. */
    public static Probe mqtt(int port, String clientId) {
        return new Probe("MQTT", port, new MqttQuestion(clientId));
    }

    /** MQTT 5 CONNECT over mutual TLS; the keys are read again at each question, so renewed ones are used. */
    public static Probe mqtts(int port, String clientId, Supplier<SSLContext> keys) {
        var question = new MqttQuestion(clientId);
        return new Probe("MQTT over TLS", port, wire -> {
            wire.upgradeToTls(keys.get());
            question.ask(wire);
        });
    }

    /** Reads input register 0 of unit 1. */
    public static Probe modbus(int port) {
        return new Probe("Modbus", port, new ModbusQuestion());
    }

    /** {@code GET path} must be answered with status 200. */
    public static Probe http(int port, String path) {
        return new Probe("HTTP", port, new HttpQuestion(path));
    }

    /** Asks once; returns within {@code timeout}. */
    public Health ask(Duration timeout) {
        try (var wire = Wire.connect(port, timeout)) {
            question.ask(wire);
            return new Health.Healthy();
        } catch (IOException | IllegalStateException wrongAnswer) {
            return new Health.Unhealthy(protocol + " on port " + port + ": " + wrongAnswer.getMessage());
        }
    }
}
