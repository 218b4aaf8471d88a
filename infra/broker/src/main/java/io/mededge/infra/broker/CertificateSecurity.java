package io.mededge.infra.broker;

import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/** Lets Artemis ask {@link AccessRules}; user name and password of a client are ignored, only its certificate counts. */
final class CertificateSecurity implements ActiveMQSecurityManager5 {
    private static final WildcardConfiguration WILDCARDS = new WildcardConfiguration();

    /** The client at the other end; empty without a certificate of a known role. */
    static Optional<Client> client(@Nullable RemotingConnection connection) {
        var certificates = CertificateUtil.getCertsFromConnection(connection);
        return certificates == null || certificates.length == 0 ? Optional.empty() : Client.of(certificates[0]);
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String password,
            @Nullable RemotingConnection connection,
            @Nullable String securityDomain) {
        var client = client(connection);
        if (client.isEmpty()) {
            return null;
        }
        var subject = new Subject();
        subject.getPrincipals().add(client.get());
        subject.getPrincipals().add(new UserPrincipal(client.get().name()));
        return subject;
    }

    /** @param address with the queue behind two colons where a queue is concerned */
    @Override
    public boolean authorize(@Nullable Subject subject, Set<Role> roles, CheckType action, String address) {
        if (subject == null) {
            return false;
        }
        var topic = MQTTUtil.getMqttTopicFromCoreAddress(CompositeAddress.extractAddressName(address), WILDCARDS);
        return subject.getPrincipals(Client.class).stream()
                .map(AccessRules::of)
                .anyMatch(rules -> permits(rules, action, topic));
    }

    private static boolean permits(AccessRules rules, CheckType action, String topic) {
        return switch (action) {
            case SEND -> rules.mayPublish(topic);
            case CONSUME,
                    CREATE_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE -> rules.maySubscribe(topic);
            case CREATE_ADDRESS, DELETE_ADDRESS -> rules.mayPublish(topic) || rules.maySubscribe(topic);
            case MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType action) {
        return false;
    }
}
