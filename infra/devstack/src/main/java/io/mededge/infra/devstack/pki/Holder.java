package io.mededge.infra.devstack.pki;

import java.util.Locale;
import java.util.Optional;

/**
 * Whom a certificate names. The broker grants rights by this subject: common name = process name, organisational unit = role, organisation = region,
 * locality = facility.
 */
public record Holder(String name, Role role, Optional<String> region, Optional<String> facility) {
    /** Must not need quoting in a distinguished name (RFC 4514). */
    public static final String PLAIN = "[A-Za-z0-9][A-Za-z0-9-]{0,47}";

    public enum Role {
        BROKER,
        GATEWAY,
        REGIONAL,
        /** A machine that speaks MQTT itself, for itself only. */
        MACHINE,
        /** A screen at the bedside: may see the newest values of its facility. */
        BEDSIDE,
        /** May connect, nothing else: health checks. */
        PROBE,
        /** May listen to everything and say nothing: curl, mosquitto_sub. */
        OBSERVER
    }

    public Holder {
        requirePlain(name);
        region.ifPresent(Holder::requirePlain);
        facility.ifPresent(Holder::requirePlain);
    }

    public static Holder broker(String name) {
        return new Holder(name, Role.BROKER, Optional.empty(), Optional.empty());
    }

    public static Holder gateway(String name, String region, String facility) {
        return new Holder(name, Role.GATEWAY, Optional.of(region), Optional.of(facility));
    }

    public static Holder regional(String name, String region) {
        return new Holder(name, Role.REGIONAL, Optional.of(region), Optional.empty());
    }

    /** @param name the machine's device id */
    public static Holder machine(String name, String region, String facility) {
        return new Holder(name, Role.MACHINE, Optional.of(region), Optional.of(facility));
    }

    public static Holder bedside(String name, String region, String facility) {
        return new Holder(name, Role.BEDSIDE, Optional.of(region), Optional.of(facility));
    }

    public static Holder probe() {
        return new Holder("probe", Role.PROBE, Optional.empty(), Optional.empty());
    }

    public static Holder observer() {
        return new Holder("client", Role.OBSERVER, Optional.empty(), Optional.empty());
    }

    String distinguishedName() {
        return "CN=" + name + ",OU=" + role.name().toLowerCase(Locale.ROOT)
                + facility.map(text -> ",L=" + text).orElse("")
                + region.map(text -> ",O=" + text).orElse("");
    }

    private static void requirePlain(String text) {
        if (!text.matches(PLAIN)) {
            throw new IllegalArgumentException("no plain name: " + text);
        }
    }
}
