package io.mededge.edge.monitor;

import io.mededge.edge.patient.Bedside;
import io.mededge.edge.uplink.UplinkState;
import io.mededge.model.id.MetricId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The board as it is seen: tiles, and what has changed since a client last asked. Everything is computed when somebody looks,
 * for all clients together and at most twice a second; nobody looking costs nothing.
 */
@Singleton
public class LiveBoard {
    /** A tile changes at most twice a second. */
    static final Duration PERIOD = Duration.ofMillis(500);

    private static final String SPARK = ".spark.";
    private static final String ALL = ".all.";
    private static final String WHO = ".who";
    private static final String REGION = "region";
    private static final String BROKER = "broker";
    private static final String CLOCK = "clock";
    private static final int BINS = 60;
    private static final long BIN_MILLIS = Track.SPAN.toMillis() / BINS;

    private final Board board;
    private final Bedside bedside;
    private final InstantSource clock = InstantSource.system();
    private final ZoneId zone = ZoneId.systemDefault();
    private final LiveValues values = new LiveValues();
    private long refreshedNanos = Long.MIN_VALUE;
    private long sparkEndMillis;

    LiveBoard(Board board, Bedside bedside) {
        this.board = board;
        this.bedside = bedside;
    }

    Instant now() {
        return clock.instant();
    }

    ZoneId zone() {
        return zone;
    }

    /** What is new to a page of the whole board, but who is treated. @param trend the one metric whose spark lines it shows */
    LiveValues.Change since(long version, Trend trend) {
        refresh();
        var own = SPARK + trend.metric();
        return values.since(version, key -> !key.contains(ALL) && (!key.contains(SPARK) || key.endsWith(own)));
    }

    /** Who is treated where: initials by key. Only for those to whom patients may be named. */
    Map<String, String> who(String station) {
        var who = new LinkedHashMap<String, String>();
        for (var known : board.stations()) {
            if (station.isEmpty() || known.name().equals(station)) {
                who.put(known.name() + WHO, bedside.initials(known.name()));
            }
        }
        return who;
    }

    /** What is new to a page of one station, which shows all its values. */
    LiveValues.Change since(long version, String station) {
        refresh();
        board.station(station).ifPresent(known -> publishAll(known, now()));
        var own = station + ".";
        return values.since(
                version,
                key -> key.startsWith(own)
                        || key.startsWith(REGION)
                        || key.startsWith(BROKER)
                        || key.startsWith(CLOCK));
    }

    private void publishAll(Station station, Instant now) {
        for (var device : station.devices()) {
            for (var line : device.lines(now)) {
                var key = station.name() + ALL + line.metric().id();
                var newest = line.newest();
                var quality = newest == null ? null : Tile.quality(newest);
                values.put(key, newest == null ? null : Readout.text(newest.metric(), newest.value()));
                values.put(key + ".quality", quality);
                values.put(key + ".words", quality == null ? "" : quality.replace('-', ' '));
            }
        }
    }

    private synchronized void refresh() {
        var nanos = System.nanoTime();
        // a little less than the period, so that a client's tick never meets a board that is just too young
        if (refreshedNanos != Long.MIN_VALUE && nanos - refreshedNanos < PERIOD.toNanos() * 9 / 10) {
            return;
        }
        refreshedNanos = nanos;
        var now = now();
        var tiles = tiles(now, false);
        tiles.forEach(tile -> tile.publish(values::put));
        publishSummary(tiles, values::put);
        publishUplink(board.uplink().orElse(null), values::put);
        publishIntake(values::put);
        var ownClock = GatewayClock.of(board.clock());
        values.put(CLOCK, ownClock.words());
        values.put(CLOCK + ".state", ownClock.warn() ? "warn" : "well");
        var end = now.toEpochMilli() / BIN_MILLIS * BIN_MILLIS;
        if (end != sparkEndMillis) {
            sparkEndMillis = end;
            for (var station : board.stations()) {
                for (var trend : Trend.values()) {
                    values.put(station.name() + SPARK + trend.metric(), spark(station, trend, end));
                }
            }
        }
    }

    /** @param names whether with the patients' initials */
    List<Tile> tiles(Instant now, boolean names) {
        return board.stations().stream()
                .map(station -> Tile.of(station, names ? bedside.initials(station.name()) : "", now, zone))
                .toList();
    }

    /** What there is to see of a station now, without its patient; empty if there is no such station. */
    public Optional<Glance> glance(String station) {
        return board.station(station).map(known -> Glance.of(Tile.of(known, "", now(), zone)));
    }

    /** By zone, in the order of the zones' names. @param names whether with the patients' initials */
    Map<String, List<Tile>> zones(Instant now, boolean names) {
        var zones = new LinkedHashMap<String, List<Tile>>();
        tiles(now, names).stream()
                .sorted(java.util.Comparator.comparing(Tile::zone))
                .forEach(tile -> zones.computeIfAbsent(tile.zone(), z -> new ArrayList<>())
                        .add(tile));
        return zones;
    }

    /** Means of ten seconds over ten minutes, oldest first, separated by commas; an empty place is missing data. */
    String spark(Station station, Trend trend, long endMillis) {
        var metric = new MetricId(trend.metric());
        var means = station.machine().means(metric, endMillis, BINS, BIN_MILLIS);
        var text = new StringBuilder(means.length * 5);
        for (var i = 0; i < means.length; i++) {
            text.append(i == 0 ? "" : ",");
            if (!Float.isNaN(means[i])) {
                text.append(String.format(Locale.ROOT, "%.0f", means[i]));
            }
        }
        return text.toString();
    }

    /** The spark lines of all stations up to the last full ten seconds. */
    Map<String, String> sparks(Trend trend) {
        var end = now().toEpochMilli() / BIN_MILLIS * BIN_MILLIS;
        var sparks = new LinkedHashMap<String, String>();
        board.stations().forEach(station -> sparks.put(station.name(), spark(station, trend, end)));
        return sparks;
    }

    /** How many stations are in which state, in words by state. */
    static Map<String, Long> summary(List<Tile> tiles) {
        var counts = new LinkedHashMap<String, Long>();
        for (var state : StationState.values()) {
            counts.put(
                    state.token(),
                    tiles.stream().filter(tile -> tile.state() == state).count());
        }
        counts.put(
                "alarms", tiles.stream().filter(tile -> tile.priority() != null).count());
        return counts;
    }

    private static void publishSummary(List<Tile> tiles, BiConsumer<String, @Nullable String> live) {
        summary(tiles).forEach((state, count) -> live.accept("count." + state, Long.toString(count)));
    }

    private void publishUplink(@Nullable UplinkState state, BiConsumer<String, @Nullable String> live) {
        var link = RegionLink.of(state, zone);
        live.accept(REGION, link.words());
        live.accept(REGION + ".state", link.warn() ? "warn" : "well");
    }

    private void publishIntake(BiConsumer<String, @Nullable String> live) {
        var link = BrokerChip.of(board.intake().orElse(null), zone);
        if (!link.words().isEmpty()) {
            live.accept(BROKER, link.words());
            live.accept(BROKER + ".state", link.warn() ? "warn" : "well");
        }
    }
}
