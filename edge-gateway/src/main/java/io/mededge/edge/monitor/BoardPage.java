package io.mededge.edge.monitor;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.monitor.WatchedDevice.Line;
import io.mededge.edge.patient.Bedside;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** The facility board and the page of one station, rendered with what is known now; {@link LiveEvents} keeps them current. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class BoardPage {
    @CheckedTemplate(basePath = "monitor")
    static class Templates {
        private Templates() {}

        static native TemplateInstance board(BoardView view);

        static native TemplateInstance station(StationPage view);
    }

    record BoardView(
            String place,
            String zone,
            LogInPanel panel,
            Map<String, List<Tile>> zones,
            Map<String, String> sparks,
            Trend trend,
            List<Trend> trends,
            List<Count> counts,
            RegionLink region,
            BrokerChip broker,
            GatewayClock clock,
            String notice) {
        public String stream() {
            return "/events?trend=" + trend.metric();
        }
    }

    record Count(String key, String words, long number) {}

    /** @param taken whether somebody is treated here @param metrics those that can be plotted */
    record StationPage(
            String place,
            String zone,
            LogInPanel panel,
            boolean taken,
            Tile tile,
            List<RelayedAlarm> alarms,
            WatchedDevice.@Nullable Fault fault,
            List<Group> groups,
            List<Line> metrics,
            String metric,
            int minutes,
            List<Past> events,
            List<StationView.Device> devices,
            RegionLink region,
            BrokerChip broker,
            GatewayClock clock) {
        public String stream() {
            return "/events?station=" + tile.station();
        }
    }

    record Group(String title, List<Row> rows) {}

    record Row(
            String key,
            String display,
            @Nullable String text,
            String unit,
            String quality,
            String words,
            String code) {}

    record Past(String time, String iso, String words, boolean start, String priority) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Board board;
    private final Bedside bedside;
    private final LiveBoard live;
    private final Caller caller;
    private final String facility;

    BoardPage(
            Board board,
            Bedside bedside,
            LiveBoard live,
            Caller caller,
            @ConfigProperty(name = "gateway.facility") String facility) {
        this.caller = caller;
        this.board = board;
        this.bedside = bedside;
        this.live = live;
        this.facility = facility;
    }

    /** @param trend the metric of the spark lines */
    @GET
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance board(@QueryParam("trend") @DefaultValue("venous-pressure") String trend) {
        var shown = Trend.ofMetric(trend).orElse(Trend.VENOUS);
        var now = live.now();
        var zones = live.zones(now, caller.mayNamePatients());
        var counts =
                LiveBoard.summary(zones.values().stream().flatMap(List::stream).toList());
        return Templates.board(new BoardView(
                facility,
                live.zone().getId(),
                caller.panel("/"),
                zones,
                live.sparks(shown),
                shown,
                List.of(Trend.values()),
                counts.entrySet().stream()
                        .map(count -> new Count(count.getKey(), words(count.getKey()), count.getValue()))
                        .toList(),
                region(),
                broker(),
                GatewayClock.of(board.clock()),
                board.notice()));
    }

    /**
     * @param metric what is plotted
     * @param minutes over which time
     */
    @GET
    @Path("/stations/{station}")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance station(
            @PathParam("station") String name,
            @QueryParam("metric") @DefaultValue("venous-pressure") String metric,
            @QueryParam("minutes") @DefaultValue("10") String minutes) {
        var station = board.station(name).orElseThrow(NotFoundException::new);
        var now = live.now();
        var span = Optional.ofNullable(History.minutes(minutes)).orElse(10);
        var plotted = lines(station, now).filter(BoardPage::plottable).toList();
        var chosen = plotted.stream()
                .map(line -> line.metric().id().value())
                .filter(metric::equals)
                .findFirst()
                .or(() -> plotted.stream()
                        .findFirst()
                        .map(line -> line.metric().id().value()))
                .orElse("");
        var view = StationView.of(station, bedside, true, now);
        return Templates.station(new StationPage(
                facility,
                live.zone().getId(),
                caller.panel("/stations/" + name),
                bedside.taken(name),
                Tile.of(station, caller.mayNamePatients() ? bedside.initials(name) : "", now, live.zone()),
                station.alarms(now),
                station.machine().fault().orElse(null),
                groups(station, now),
                plotted,
                chosen,
                span,
                StationView.events(station).stream().map(this::past).toList(),
                Optional.ofNullable(view.devices()).orElse(List.of()),
                region(),
                broker(),
                GatewayClock.of(board.clock())));
    }

    private RegionLink region() {
        return RegionLink.of(board.uplink().orElse(null), live.zone());
    }

    private BrokerChip broker() {
        return BrokerChip.of(board.intake().orElse(null), live.zone());
    }

    private Past past(StationView.Event event) {
        return new Past(
                TIME.format(event.at().atZone(zone())),
                event.at().toString(),
                event.words(),
                event.start(),
                event.priority());
    }

    private ZoneId zone() {
        return live.zone();
    }

    private static Stream<Line> lines(Station station, Instant now) {
        return station.devices().stream().flatMap(device -> device.lines(now).stream());
    }

    private static boolean plottable(Line line) {
        return line.metric().kind() == Kind.QUANTITY && line.metric().category() != Category.SETTING;
    }

    private static List<Group> groups(Station station, Instant now) {
        return Stream.of(
                        group(
                                "Measured",
                                station,
                                now,
                                Category.MEASUREMENT,
                                Category.CALCULATION,
                                Category.VITAL_SIGN),
                        group("Set at the machine", station, now, Category.SETTING),
                        group("State", station, now, Category.STATE))
                .filter(group -> !group.rows().isEmpty())
                .toList();
    }

    private static Group group(String title, Station station, Instant now, Category... categories) {
        var wanted = List.of(categories);
        return new Group(
                title,
                lines(station, now)
                        .filter(line -> wanted.contains(line.metric().category()))
                        .map(line -> row(station, line))
                        .toList());
    }

    private static Row row(Station station, Line line) {
        var newest = line.newest();
        var quality = newest == null ? null : Tile.quality(newest);
        return new Row(
                station.name() + ".all." + line.metric().id(),
                line.metric().display(),
                newest == null ? null : Readout.text(newest.metric(), newest.value()),
                Readout.unit(line.metric().unit()),
                quality == null ? "" : quality,
                quality == null ? "" : quality.replace('-', ' '),
                line.metric().mdcCode().isEmpty()
                        ? line.metric().mdcReference()
                        : line.metric().mdcCode() + " " + line.metric().mdcReference());
    }

    private static String words(String key) {
        return key.equals("alarms")
                ? "with alarm"
                : Stream.of(StationState.values())
                        .filter(state -> state.token().equals(key))
                        .map(StationState::word)
                        .findFirst()
                        .orElse(key);
    }
}
