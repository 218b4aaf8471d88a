package io.mededge.edge.access;

import io.mededge.edge.identity.Role;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is in, for the top bar of a page.
 *
 * @param state {@code none}, {@code live} or {@code locked}
 * @param words who, or that nobody is
 * @param path of the page, to come back to
 */
public record LogInPanel(String state, String words, String path) {
    /** How a log-in is called towards pages and programs. */
    public static final String NONE = "none";

    public static final String LIVE = "live";
    public static final String LOCKED = "locked";

    static LogInPanel of(Optional<Presence> presence, String path) {
        return new LogInPanel(state(presence), words(presence), path);
    }

    public static String state(Optional<Presence> presence) {
        if (presence.isEmpty()) {
            return NONE;
        }
        return presence.get().locked() ? LOCKED : LIVE;
    }

    public static String words(Optional<Presence> presence) {
        if (presence.isEmpty()) {
            return "Log in";
        }
        var member = presence.get().member();
        return presence.get().locked()
                ? "Locked · " + member.name()
                : member.name() + " · "
                        + member.roles().stream()
                                .sorted(Comparator.naturalOrder())
                                .map(Role::name)
                                .map(role -> role.toLowerCase(Locale.ROOT).replace('_', ' '))
                                .collect(Collectors.joining(", "));
    }

    public boolean isLive() {
        return state.equals(LIVE);
    }

    public boolean isLocked() {
        return state.equals(LOCKED);
    }
}
