package io.mededge.model.session;

import java.util.Set;

/** One legal step of a session. @param guards all of which must be met */
public record Transition(SessionState from, SessionEvent event, SessionState to, Set<Guard> guards) {
    public Transition {
        guards = Set.copyOf(guards);
    }
}
