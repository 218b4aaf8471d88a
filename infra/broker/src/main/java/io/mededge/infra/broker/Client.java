package io.mededge.infra.broker;

import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Who a client is, from the subject of its certificate: common name = its name, organisational unit = its role, organisation = its region, locality = its
 * facility.
 */
sealed interface Client extends Principal {
    /** May speak for the devices of one facility. */
    record Gateway(String name, Place place) implements Client {}

    /** May speak for one region. */
    record Regional(String name, RegionId region) implements Client {}

    /** May connect, nothing else. */
    record Probe(String name) implements Client {}

    /** May listen to everything. */
    record Observer(String name) implements Client {}

    @Override
    default String getName() {
        return name();
    }

    String name();

    /** A client id is the name, or the name with a suffix after a dash, so that nobody can take over another's session. */
    default boolean owns(String clientId) {
        return clientId.equals(name()) || clientId.startsWith(name() + "-");
    }

    /** Empty if the subject has no role known here, or lacks what its role needs. */
    static Optional<Client> of(X509Certificate certificate) {
        return ofSubject(certificate.getSubjectX500Principal().getName());
    }

    /** @param subject a distinguished name (RFC 4514) */
    static Optional<Client> ofSubject(String subject) {
        try {
            var parts = parts(subject);
            var name = parts.getOrDefault("CN", "");
            if (name.isEmpty()) {
                return Optional.empty();
            }
            return Optional.ofNullable(
                    switch (parts.getOrDefault("OU", "")) {
                        case "gateway" ->
                            new Gateway(name, Place.of(parts.getOrDefault("O", ""), parts.getOrDefault("L", "")));
                        case "regional" -> new Regional(name, new RegionId(parts.getOrDefault("O", "")));
                        case "probe" -> new Probe(name);
                        case "observer" -> new Observer(name);
                        default -> null;
                    });
        } catch (InvalidNameException | IllegalArgumentException noPlace) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parts(String subject) throws InvalidNameException {
        var parts = new HashMap<String, String>();
        for (var part : new LdapName(subject).getRdns()) {
            parts.put(part.getType(), part.getValue().toString());
        }
        return parts;
    }
}
