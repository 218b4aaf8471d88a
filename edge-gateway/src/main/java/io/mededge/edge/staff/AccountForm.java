package io.mededge.edge.staff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is entered about an account, before it is checked: {@code {"account", "name", "roles": [], "badge"?, "pin"?, "password"?, "reason"?}}. Not a record, so that
 * it cannot be printed.
 */
final class AccountForm {
    static final int MAX_BYTES = 8_192;
    static final int MAX_REASON = 500;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BADGE = Pattern.compile("[!-~]{4,64}");
    private static final Pattern PIN = Pattern.compile("[0-9]{6,12}");
    private static final int LEAST_PASSWORD = 12;
    private static final int MAX_PASSWORD = 128;

    private final JsonNode node;

    private AccountForm(JsonNode node) {
        this.node = node;
    }

    /** Empty if it is too long or no JSON object. */
    static Optional<AccountForm> read(byte[] body) {
        if (body.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(body))
                    .filter(JsonNode::isObject)
                    .map(AccountForm::new);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private String text(String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** @throws IllegalArgumentException if it is not of the form of an account's name */
    StaffId account() {
        return new StaffId(text("account"));
    }

    /** Of whatever form. */
    String accountAsTyped() {
        return text("account");
    }

    String name() {
        return text("name").strip();
    }

    String badge() {
        return text("badge");
    }

    String pin() {
        return text("pin");
    }

    String password() {
        return text("password");
    }

    String reason() {
        return text("reason").strip();
    }

    /** Those that are known; {@link #complaint} says if one is not. */
    Set<Role> roles() {
        return roles(node.path("roles")).orElse(Set.of());
    }

    /** Empty if one is unknown. */
    static Optional<Set<Role>> roles(JsonNode list) {
        var roles = EnumSet.noneOf(Role.class);
        for (var role : list) {
            try {
                roles.add(Role.valueOf(role.asText().toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException unknown) {
                return Optional.empty();
            }
        }
        return Optional.of(roles);
    }

    /** The first thing that is wrong with what is there, in a sentence that names the field and the rule and not the content; empty if all is well. */
    Optional<String> complaint() {
        if (has("name") && (name().isEmpty() || name().length() > 100 || hasControls(name()))) {
            return Optional.of("name must have 1 to 100 printable characters");
        }
        if (has("roles") && roles().isEmpty()) {
            return Optional.of("roles must be one or more of nurse, charge-nurse, physician, technician, administrator"
                    + " and privacy-officer");
        }
        if (has("badge") && !BADGE.matcher(badge()).matches()) {
            return Optional.of("badge must have 4 to 64 visible ASCII characters");
        }
        if (has("badge") != has("pin")) {
            return Optional.of("a badge and its PIN are given together");
        }
        if (has("pin")
                && (!PIN.matcher(pin()).matches() || pin().chars().distinct().count() < 3)) {
            return Optional.of("pin must have 6 to 12 digits, at least three of them different");
        }
        if (has("password")
                && (password().length() < LEAST_PASSWORD || password().length() > MAX_PASSWORD)) {
            return Optional.of("password must have " + LEAST_PASSWORD + " to " + MAX_PASSWORD + " characters");
        }
        return reason().length() > MAX_REASON
                ? Optional.of("a reason has at most " + MAX_REASON + " characters")
                : Optional.empty();
    }

    /** What a new account must have besides. */
    Optional<String> missing() {
        try {
            account();
        } catch (IllegalArgumentException notAnAccount) {
            return Optional.of("account must have 1 to 32 lower-case letters, digits, dots and hyphens");
        }
        if (name().isEmpty() || roles().isEmpty()) {
            return Optional.of("an account needs a name and roles");
        }
        return has("badge") || has("password")
                ? Optional.empty()
                : Optional.of("an account needs a badge with a PIN, or a password");
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    @Override
    public String toString() {
        return "[account form]";
    }
}
