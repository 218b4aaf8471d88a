package io.mededge.edge.access;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.function.Supplier;

/** Who sends the present request. Told by the filter of {@code edge.staff}, before anything else of the request is done. */
@RequestScoped
public class Caller {
    private Supplier<Optional<Presence>> presence = Optional::empty;

    /** @param found asks anew each time: a log-in may end or be locked while a stream of events is open */
    public void is(Supplier<Optional<Presence>> found) {
        presence = found;
    }

    public Optional<Presence> presence() {
        return presence.get();
    }

    /** For what outlives the request. */
    public Supplier<Optional<Presence>> lasting() {
        return presence;
    }

    /** Who is logged in, and not locked. @throws IllegalStateException if nobody is: then the request should not have come so far */
    public StaffMember member() {
        return live(presence.get()).orElseThrow(() -> new IllegalStateException("a request without a log-in"));
    }

    /** Whether patients may be named to whoever asks. */
    public boolean mayNamePatients() {
        return mayNamePatients(presence.get());
    }

    public static boolean mayNamePatients(Optional<Presence> presence) {
        return live(presence)
                .filter(member -> member.isAny(Role.NAMING_PATIENTS))
                .isPresent();
    }

    private static Optional<StaffMember> live(Optional<Presence> presence) {
        return presence.filter(found -> !found.locked()).map(Presence::member);
    }

    /** @param path of the page that shows it */
    public LogInPanel panel(String path) {
        return LogInPanel.of(presence.get(), path);
    }
}
