package io.mededge.edge.session;

import io.mededge.model.session.SessionState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** The way from a station to its present session: the one that holds the station, else the next. */
@Path("/sessions/at/{station}")
@Blocking
public class StationSession {
    private final Sessions sessions;

    StationSession(Sessions sessions) {
        this.sessions = sessions;
    }

    /** 303 to the session's page; to the plan of the day where there is none. */
    @GET
    public Response find(@PathParam("station") String station) {
        var target = present(station, Instant.now())
                .map(session -> URI.create("/sessions/" + session.id()))
                .orElseGet(() -> UriBuilder.fromPath("/sessions")
                        .queryParam("station", "{station}")
                        .build(station));
        return Response.status(Response.Status.SEE_OTHER)
                .header("Location", target)
                .header("Cache-Control", "no-store")
                .build();
    }

    private Optional<Session> present(String station, Instant now) {
        return sessions.list(now.minus(SessionsPage.MEMORY), now.plus(SessionsPage.MEMORY)).stream()
                .filter(session -> session.plan().station().equals(station)
                        && !session.state().isOver())
                .min(Comparator.comparing((Session session) -> !session.state().holdsStation())
                        .thenComparing(session -> session.state() == SessionState.SCHEDULED)
                        .thenComparing(session -> session.plan().begin()));
    }
}
