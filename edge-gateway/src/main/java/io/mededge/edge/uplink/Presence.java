package io.mededge.edge.uplink;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.topic.DeviceTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the gateway leaves at a foreign broker about itself, as a retained message: that it is online, or, told by the broker once the connection broke (MQTT 5,
 * 3.1.2.5), that it is offline. JSON for whatever payload the records have: {@code {"schema":1,"gateway":"gateway-1","state":"online"}}.
 */
final class Presence implements BrokerConnection.Answer {
    private final DeviceId gateway;
    private final String topic;
    private final Faults faults;

    Presence(Place place, DeviceId gateway, Faults faults) {
        this.gateway = gateway;
        this.topic = new DeviceTopic(place, gateway, DeviceTopic.Verb.STATUS).path();
        this.faults = faults;
    }

    String topic() {
        return topic;
    }

    /** What the broker says for us. */
    byte[] will() {
        return state("offline");
    }

    /** @throws IOException if the message does not leave */
    void announce(BrokerConnection connection, boolean online) throws IOException {
        connection.publishRetained(topic, state(online ? "online" : "offline"), Payload.JSON, this);
    }

    /** An id has only letters, digits and hyphens. */
    private byte[] state(String state) {
        return "{\"schema\":1,\"gateway\":\"%s\",\"state\":\"%s\"}"
                .formatted(gateway, state)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void delivered() {
        // the broker keeps it
    }

    @Override
    public void refused(int reasonCode) {
        faults.report(FaultCode.UPLINK_REFUSED, topic + ": " + Refusals.reason(reasonCode));
    }
}
