package io.mededge.edge.session;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import java.time.ZoneId;
import java.util.List;

/**
 * Who says to be signing, with what proof.
 *
 * @param zone in which the time of the signature is told
 * @param components of the identity, each of another kind; 21 CFR 11.200(a)(1)
 */
public record SignatureClaim(
        StaffId account, Role role, Signature.Meaning meaning, ZoneId zone, List<Component> components) {
    public SignatureClaim {
        components = List.copyOf(components);
    }

    /** What identifies a person. */
    public enum Kind {
        /** What the person carries. */
        BADGE(false),
        PIN(true),
        PASSWORD(true),
        PASSKEY(true);

        private final boolean personal;

        Kind(boolean personal) {
            this.personal = personal;
        }

        /** Whether only the person can use it. */
        public boolean isPersonal() {
            return personal;
        }
    }

    /** One component. Prints as nothing. */
    public static final class Component {
        private final Kind kind;
        private final String secret;

        public Component(Kind kind, String secret) {
            this.kind = kind;
            this.secret = secret;
        }

        public Kind kind() {
            return kind;
        }

        public String secret() {
            return secret;
        }

        @Override
        public String toString() {
            return "[" + kind + "]";
        }
    }
}
