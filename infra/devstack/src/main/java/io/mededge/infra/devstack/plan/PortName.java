package io.mededge.infra.devstack.plan;

import java.util.Locale;

/** Every port of the first region and facility, by the name that {@code --port NAME=N} knows. */
public enum PortName {
    SIMULATOR("simulator", 15000),
    /** The first of as many ports as there are stations. */
    STATIONS("stations", 15020),
    POSTGRES("postgres", 15432),
    CASSANDRA_STORAGE("cassandraStorage", 17000),
    FACILITY_BOARD("facilityBoard", 18080),
    REGIONAL_PAGE("regionalPage", 18081),
    GLOBAL_PAGE("globalPage", 18082),
    MQTT_REGIONAL("mqttRegional", 18883),
    MQTT_FACILITY("mqttFacility", 18884),
    CASSANDRA("cassandra", 19042),
    KAFKA_REGIONAL("kafkaRegional", 19092),
    KAFKA_REGIONAL_CONTROLLER("kafkaRegionalController", 19093),
    KAFKA_GLOBAL("kafkaGlobal", 19192),
    KAFKA_GLOBAL_CONTROLLER("kafkaGlobalController", 19193);

    private static final int STEP = 100;

    private final String label;
    private final int first;

    PortName(String label, int first) {
        this.label = label;
        this.first = first;
    }

    /** As users write it: {@code kafkaRegional}, for the second region {@code kafkaRegional-2}. */
    public String label(int number) {
        return Part.suffixed(label, number);
    }

    /** {@code MEDEDGE_PORT_KAFKA_REGIONAL_2}. */
    public String environmentVariable(int number) {
        var words = label.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return "MEDEDGE_PORT_" + words + (number == 1 ? "" : "_" + number);
    }

    /** The port unless somebody chose another. */
    public int defaultPort(int number) {
        // the hundred after the first region's Kafka is taken by the global one
        boolean steppedOver = number > 1 && (this == KAFKA_REGIONAL || this == KAFKA_REGIONAL_CONTROLLER);
        return first + STEP * (steppedOver ? number : number - 1);
    }
}
