package io.mededge.infra.broker;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Refuses a CONNECT with another client's id, which would take over that client's session, or with a will on a topic that the client may not publish to,
 * because Artemis sends wills in its own name. Artemis makes it by its public constructor.
 */
public final class ConnectGuard implements MQTTInterceptor {
    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (!(packet instanceof MqttConnectMessage connect)) {
            return true;
        }
        return CertificateSecurity.client(connection)
                .filter(client -> {
                    var id = connect.payload().clientIdentifier();
                    return id.isEmpty() || client.owns(id); // the broker chooses a fresh one if it is empty
                })
                .filter(client -> !connect.variableHeader().isWillFlag()
                        || AccessRules.of(client).mayPublish(connect.payload().willTopic()))
                .isPresent();
    }
}
