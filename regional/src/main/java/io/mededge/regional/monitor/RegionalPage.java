package io.mededge.regional.monitor;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.StreamClass;
import io.mededge.regional.completeness.CompletenessReader;
import io.mededge.regional.completeness.HourStatement;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The region's pages, readable without JavaScript, and the events that keep them live. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class RegionalPage {
    /** Bound of open event streams. */
    private static final int MAX_WATCHERS = 256;

    private static final int HOURS_SHOWN = 24;

    private static final Duration LIVE_EVERY = Duration.ofSeconds(1);

    private final OverviewReader reader;
    private final Template overview;
    private final Template facility;
    private final Template device;
    private final CompletenessReader completeness;
    private final AtomicInteger watchers = new AtomicInteger();

    RegionalPage(
            OverviewReader reader,
            CompletenessReader completeness,
            @Location("region-overview.html") Template overview,
            @Location("region-facility.html") Template facility,
            @Location("region-device.html") Template device) {
        this.reader = reader;
        this.overview = overview;
        this.facility = facility;
        this.device = device;
        this.completeness = completeness;
    }

    @GET
    @Blocking
    public TemplateInstance overview() {
        var now = reader.read();
        return overview.data("overview", now).data("values", LiveValues.of(now));
    }

    @GET
    @Path("/facilities/{facility}")
    @Blocking
    public TemplateInstance facility(@PathParam("facility") String id) {
        var now = reader.read();
        var values = LiveValues.of(now, id).orElseThrow(NotFoundException::new);
        var shown = now.facilities().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return facility.data("overview", now).data("facility", shown).data("values", values);
    }

    /** Hour by hour, whether the region has what the gateway recorded. */
    @GET
    @Path("/facilities/{facility}/devices/{device}")
    @Blocking
    public TemplateInstance device(@PathParam("facility") String facilityId, @PathParam("device") String id) {
        var now = reader.read();
        var shown = now.facilities().stream()
                .filter(one -> one.id().equals(facilityId))
                .flatMap(one -> one.equipment().stream())
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return device.data("overview", now)
                .data("facility", facilityId)
                .data("device", shown)
                .data("telemetryHours", hours(facilityId, id, StreamClass.TELEMETRY, now))
                .data("eventHours", hours(facilityId, id, StreamClass.EVENTS, now));
    }

    private List<HourStatement> hours(String facility, String id, StreamClass streamClass, Overview now) {
        return completeness.hours(new FacilityId(facility), new DeviceId(id), streamClass, now.at(), HOURS_SHOWN);
    }

    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        return live(sse, LiveValues::of);
    }

    @GET
    @Path("/facilities/{facility}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@Context Sse sse, @PathParam("facility") String id) {
        return live(sse, now -> LiveValues.of(now, id).orElse(Map.of()));
    }

    /** Changed values as they come and a heartbeat in between, which does not wait for a slow answer. */
    private Multi<OutboundSseEvent> live(Sse sse, Function<Overview, Map<String, @Nullable String>> values) {
        if (watchers.incrementAndGet() > MAX_WATCHERS) {
            watchers.decrementAndGet();
            throw new ServiceUnavailableException("too many pages are open");
        }
        var shown = new Shown();
        var changes = ticks().emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> shown.changesTo(values.apply(reader.read())))
                .select()
                .where(changed -> !changed.isEmpty())
                .map(changed -> event(sse, "live", changed));
        var heartbeats = ticks().map(tick ->
                event(sse, "heartbeat", Map.of("at", Instant.now().toString())));
        return Multi.createBy()
                .merging()
                .streams(changes, heartbeats)
                .onTermination()
                .invoke(watchers::decrementAndGet);
    }

    private static Multi<Long> ticks() {
        return Multi.createFrom().ticks().every(LIVE_EVERY).onOverflow().drop();
    }

    private static OutboundSseEvent event(Sse sse, String name, Map<String, @Nullable String> data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Map.class, data)
                .build();
    }

    /** What one open page shows. */
    private static final class Shown {
        private Map<String, @Nullable String> values = Map.of();

        Map<String, @Nullable String> changesTo(Map<String, @Nullable String> now) {
            var changes = LiveValues.changes(values, now);
            values = now;
            return changes;
        }
    }
}
