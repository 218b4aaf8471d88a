package io.mededge.global.fleet;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Live values of the fleet page as server-sent events: a heartbeat each second, and before it what changed. */
@Path("/events")
class FleetStream {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long COME_BACK_AFTER_SECONDS = 30;

    private final FleetOverview overview;
    private final int maxViewers;
    private final Clock clock;
    private final AtomicInteger viewers = new AtomicInteger();

    FleetStream(FleetOverview overview, FleetConfig config, Clock clock) {
        this.overview = overview;
        this.maxViewers = config.maxViewers();
        this.clock = clock;
    }

    record Heartbeat(String at, String clock) {}

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> follow(@Context Sse sse) {
        if (viewers.incrementAndGet() > maxViewers) {
            viewers.decrementAndGet();
            throw new ServiceUnavailableException(COME_BACK_AFTER_SECONDS);
        }
        var shown = new HashMap<String, String>();
        // a viewer that reads too slowly misses beats, but no change: the next beat compares with what was sent
        return Multi.createFrom()
                .ticks()
                .every(BEAT)
                .onOverflow()
                .drop()
                .onItem()
                .transformToIterable(beat -> events(sse, shown))
                .onTermination()
                .invoke(viewers::decrementAndGet);
    }

    private List<OutboundSseEvent> events(Sse sse, Map<String, String> shown) {
        var events = new ArrayList<OutboundSseEvent>(2);
        var changed = LiveValues.of(overview.latest());
        changed.entrySet().removeAll(shown.entrySet());
        if (!changed.isEmpty()) {
            shown.putAll(changed);
            events.add(event(sse, "live", changed));
        }
        var heartbeat = new Heartbeat(clock.instant().toString(), "clock not verified");
        events.add(event(sse, "heartbeat", heartbeat));
        return events;
    }

    private static OutboundSseEvent event(Sse sse, String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data.getClass(), data)
                .build();
    }
}
