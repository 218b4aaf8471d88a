package io.mededge.edge.monitor;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.access.Presence;
import io.mededge.edge.fault.Problem;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.ResponseHeader;

/**
 * What changes on the board, as server-sent events (pages/README.md has the protocol). A client that reads slowly is passed over at a tick and gets all
 * that it missed at its next one; nothing is queued for anybody.
 */
@Path("/events")
public class LiveEvents {
    static final int MAX_CLIENTS = 64;

    /** The pages ask for one every two seconds at least. */
    static final Duration HEARTBEAT = Duration.ofMillis(1_500);

    private static final String CLOCK_TRUST = "clock not verified";

    private final LiveBoard live;
    private final AtomicInteger clients = new AtomicInteger();

    private final Caller caller;

    LiveEvents(LiveBoard live, Caller caller) {
        this.live = live;
        this.caller = caller;
    }

    /**
     * @param trend the metric of the spark lines
     * @param station only this one, with all its values; one that does not exist: nothing but the connection itself; empty: the whole board
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public Multi<OutboundSseEvent> events(
            @QueryParam("trend") @DefaultValue("venous-pressure") String trend,
            @QueryParam("station") @DefaultValue("") String station,
            @Context Sse sse) {
        if (clients.incrementAndGet() > MAX_CLIENTS) {
            clients.decrementAndGet();
            throw new WebApplicationException(
                    Problem.of(Status.SERVICE_UNAVAILABLE, "at most " + MAX_CLIENTS + " pages can be live at once"));
        }
        var shown = Trend.ofMetric(trend).orElse(Trend.VENOUS);
        LongFunction<LiveValues.Change> source =
                station.isEmpty() ? version -> live.since(version, shown) : version -> live.since(version, station);
        var client = new Client(source, station, caller.lasting(), sse);
        var ticks =
                Multi.createFrom().ticks().every(LiveBoard.PERIOD).onOverflow().drop();
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(0L), ticks)
                .onItem()
                .transformToMultiAndConcatenate(tick -> Multi.createFrom().iterable(client.news()))
                .onTermination()
                .invoke(() -> clients.decrementAndGet());
    }

    /** What one client has been told. Used by one tick at a time. */
    private final class Client {
        private final LongFunction<LiveValues.Change> source;
        private final String station;
        private final Supplier<Optional<Presence>> caller;
        private final Sse sse;
        private long version;
        private long heartbeatNanos;
        private boolean greeted;
        private Map<String, String> told = Map.of();

        private Client(
                LongFunction<LiveValues.Change> source, String station, Supplier<Optional<Presence>> caller, Sse sse) {
            this.source = source;
            this.station = station;
            this.caller = caller;
            this.sse = sse;
        }

        private List<OutboundSseEvent> news() {
            var events = new ArrayList<OutboundSseEvent>(2);
            var nanos = System.nanoTime();
            if (!greeted || nanos - heartbeatNanos >= HEARTBEAT.toNanos()) {
                greeted = true;
                heartbeatNanos = nanos;
                events.add(event("heartbeat", Map.of("at", live.now().toString(), "clock", CLOCK_TRUST)));
            }
            var change = source.apply(version);
            version = change.version();
            if (!change.values().isEmpty()) {
                events.add(event("live", change.values()));
            }
            var identity = identity();
            if (!identity.equals(told)) {
                told = identity;
                events.add(event("live", identity));
            }
            return events;
        }

        /** Who is in at this browser, and, for as long as that person may see it, who is treated. Asked anew at each tick: a log-in may be locked meanwhile. */
        private Map<String, String> identity() {
            var presence = caller.get();
            var who = live.who(station);
            if (!Caller.mayNamePatients(presence)) {
                who.replaceAll((key, initials) -> "");
            }
            who.put("log-in", LogInPanel.words(presence));
            who.put("log-in.state", LogInPanel.state(presence));
            return who;
        }

        private OutboundSseEvent event(String name, Map<String, ?> data) {
            return sse.newEventBuilder()
                    .name(name)
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(data)
                    .build();
        }
    }
}
