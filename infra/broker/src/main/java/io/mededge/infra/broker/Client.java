package io.mededge.infra.broker;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
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
    /** No character of an identifier. */
    char OUTSIDE_NAMES = '_';

    /** May speak for the devices of one facility. */
    record Gateway(String name, Place place) implements Client {}

    /** May speak for one region. */
    record Regional(String name, RegionId region) implements Client {}

    /** A machine that speaks MQTT itself, for itself only: its name is its device id. */
    record Machine(DeviceId device, FacilityId facility) implements Client {
        @Override
        public String name() {
            return device.value();
        }

        @Override
        public char suffixMark() {
            return OUTSIDE_NAMES;
        }
    }

    /** A screen at the bedside of one facility: may see its devices' newest values. */
    record Bedside(String name, FacilityId facility) implements Client {
        @Override
        public char suffixMark() {
            return OUTSIDE_NAMES;
        }
    }

    /** May connect, nothing else. */
    record Probe(String name) implements Client {}

    /** May listen to everything. */
    record Observer(String name) implements Client {}

    @Override
    default String getName() {
        return name();
    }

    String name();

    /** A client id is the name, or the name with a suffix after a mark, so that nobody can take over another's session. */
    default boolean owns(String clientId) {
        return clientId.equals(name()) || clientId.startsWith(name() + suffixMark());
    }

    /** Machines and screens are many and their names begin alike, so their mark is one that no name has. */
    default char suffixMark() {
        return '-';
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
                        case "machine" -> new Machine(new DeviceId(name), new FacilityId(parts.getOrDefault("L", "")));
                        case "bedside" -> new Bedside(name, new FacilityId(parts.getOrDefault("L", "")));
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
