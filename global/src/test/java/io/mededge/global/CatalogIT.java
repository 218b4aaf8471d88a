package io.mededge.global;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.GlobalBound;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.SerialNumber;
import io.mededge.model.outbound.UnitCode;
import io.mededge.model.outbound.VersionNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged global tier against a real Kafka and a real Cassandra. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(20);
    private static final Duration RESTART = Duration.ofSeconds(90);
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String DEVICES = "/api/catalog/devices";
    private static final String STORED_DEVICES = "mededge_global_intake_stored_total{kind=\"CatalogEntry\"}";
    private static final String STORED_AGGREGATES = "mededge_global_intake_stored_total{kind=\"FacilityAggregate\"}";
    private static final long FOOTPRINT_MIB = 380;

    private static RunningGlobal global;
    private static List<CatalogEntry> fleet;

    @BeforeAll
    static void startWithAThousandDevices() throws Exception {
        global = new RunningGlobal();
        fleet = IntStream.range(0, 1_000).mapToObj(CatalogIT::device).toList();
        sendAndAwait(fleet, STORED_DEVICES);
    }

    @AfterAll
    static void stop() {
        if (global != null) {
            global.close();
        }
    }

    private static CatalogEntry device(int number) {
        var facility = number % 8;
        return entry(
                Place.of("region-" + facility % 3, "facility-" + facility),
                "D-" + number,
                number % 5 == 0 ? "HD-6+" : "HD-5",
                "1." + number % 4,
                Health.values()[number % 7 == 0 ? 2 : 1],
                TODAY);
    }

    private static CatalogEntry entry(
            Place place, String device, String model, String firmware, Health health, LocalDate day) {
        return new CatalogEntry(
                place,
                new DeviceId(device),
                new ModelName(model),
                new SerialNumber("S-" + device),
                new VersionNumber(firmware),
                new ModelName("mededge-hd"),
                1,
                health,
                day);
    }

    @Test
    @Order(0)
    void pagesThroughAThousandDevicesWithoutRepeats() throws Exception {
        for (var pageSize : List.of(50, 137, 500)) {
            var pages = walk("", pageSize);

            assertThat(pages.stream().flatMap(List::stream))
                    .as("page size %s", pageSize)
                    .containsExactlyInAnyOrderElementsOf(names(fleet, any -> true));
            assertThat(pages).hasSize((1_000 + pageSize - 1) / pageSize).noneMatch(List::isEmpty);
        }
    }

    static Stream<Map.Entry<String, Predicate<CatalogEntry>>> filters() {
        return Stream.of(
                Map.entry(
                        "region=region-1",
                        entry -> entry.place().region().value().equals("region-1")),
                Map.entry(
                        "facility=facility-3",
                        entry -> entry.place().facility().value().equals("facility-3")),
                Map.entry(
                        "region=region-0&facility=facility-3",
                        entry -> entry.place().equals(Place.of("region-0", "facility-3"))),
                Map.entry("region=region-1&facility=facility-3", entry -> false),
                Map.entry("model=HD-6%2B", entry -> entry.model().value().equals("HD-6+")),
                Map.entry("health=SILENT", entry -> entry.health() == Health.SILENT),
                Map.entry("health=UNKNOWN", entry -> false),
                Map.entry("firmware=1.3", entry -> entry.firmware().value().equals("1.3")),
                Map.entry(
                        "region=region-2&health=SILENT&firmware=1.1",
                        entry -> entry.place().region().value().equals("region-2")
                                && entry.health() == Health.SILENT
                                && entry.firmware().value().equals("1.1")),
                Map.entry(
                        "region=region-0&facility=facility-0&model=HD-5&health=REPORTING&firmware=1.0",
                        entry -> entry.place().equals(Place.of("region-0", "facility-0"))
                                && entry.model().value().equals("HD-5")
                                && entry.health() == Health.REPORTING
                                && entry.firmware().value().equals("1.0")));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void findsExactlyTheDevicesOfAFilter(Map.Entry<String, Predicate<CatalogEntry>> filter) throws Exception {
        var found = walk(filter.getKey(), 40).stream().flatMap(List::stream).toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(names(fleet, filter.getValue()));
    }

    @Test
    void aDeviceIsWhatWasSaidLastWhateverTheOrderAndHoweverOften() throws Exception {
        var place = Place.of("region-order", "facility-order");
        var said = new ArrayList<CatalogEntry>();
        for (var days = 20; days > 0; days--) {
            for (var minor = 0; minor < 3; minor++) {
                said.add(
                        entry(place, "reordered", "HD-5", days + "." + minor, Health.REPORTING, TODAY.minusDays(days)));
            }
        }
        Collections.shuffle(said, new Random(7));
        said.addAll(List.copyOf(said));
        var lastOfNewestDay = said.stream()
                .filter(entry -> entry.day().equals(TODAY.minusDays(1)))
                .reduce((before, after) -> after)
                .orElseThrow();

        sendAndAwait(said, STORED_DEVICES);

        var device =
                global.get(DEVICES + "/region-order/facility-order/reordered").json();
        assertThat(device.get("day").asText()).isEqualTo(TODAY.minusDays(1).toString());
        assertThat(device.get("firmware").asText())
                .isEqualTo(lastOfNewestDay.firmware().value());
        assertThat(device.get("serial").asText()).isEqualTo("S-reordered");
        assertThat(walk("region=region-order", 10)).containsExactly(List.of("region-order/facility-order/reordered"));
    }

    @Test
    void anUnknownDeviceIsAProblemWithoutFault() throws Exception {
        var answer = global.get(DEVICES + "/region-1/facility-1/nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).startsWith("application/problem+json");
    }

    @Test
    void refusesAWrongAnAlteredAndAForeignPageToken() throws Exception {
        var token = global.get(DEVICES + "?region=region-1&pageSize=10")
                .json()
                .get("nextPageToken")
                .asText();
        var altered = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
        var before = global.counter("mededge_faults_total{fault=\"ME-704\"}");

        for (var query : List.of(
                "?region=region-1&pageToken=made-up",
                "?region=region-1&pageToken=" + altered,
                "?region=region-2&pageToken=" + token,
                "?pageToken=" + token)) {
            var answer = global.get(DEVICES + query);

            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.type()).startsWith("application/problem+json");
            var problem = answer.json();
            assertThat(problem.get("fault").asText()).isEqualTo("ME-704");
            assertThat(problem.get("type").asText()).isEqualTo("urn:mededge:fault:ME-704");
            assertThat(problem.get("status").asInt()).isEqualTo(400);
            assertThat(problem.get("detail").asText()).endsWith(".").doesNotContain(token);
        }
        assertThat(global.counter("mededge_faults_total{fault=\"ME-704\"}")).isEqualTo(before + 4);
        assertThat(global.get(DEVICES + "?region=region-1&pageSize=25&pageToken=" + token)
                        .status())
                .as("the right token, another page size")
                .isEqualTo(200);
    }

    @Test
    void refusesAParameterThatIsMalformed() throws Exception {
        for (var path : List.of(
                DEVICES + "?pageSize=501",
                DEVICES + "?colour=red",
                DEVICES + "?region=a%20b",
                DEVICES + "/region-1/facility-1/a%20b",
                "/api/fleet/aggregates?facility=facility-1",
                "/api/fleet/aggregates?facility=facility-1&metric=tmp&from=yesterday")) {
            var answer = global.get(path);

            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.json().get("fault").asText()).as(path).isEqualTo("ME-703");
        }
    }

    @Test
    void whatCannotBeReadIsCountedAndToldAndBlocksNothing() throws Exception {
        var secret = "Mrs Unmistakable, born 1950-01-01";
        var before = global.counter("mededge_faults_total{fault=\"ME-702\"}");
        global.sendBytes("outbound.devices", secret.getBytes(UTF_8));
        global.sendBytes("outbound.aggregates", new byte[] {1, 2, 3});
        var future = entry(
                Place.of("region-1", "facility-1"),
                "from-the-future",
                "HD-5",
                "1.0",
                Health.UNKNOWN,
                TODAY.plusDays(9));
        global.send(List.of(future));

        var after = entry(Place.of("region-after", "facility-after"), "after", "HD-5", "1.0", Health.REPORTING, TODAY);
        sendAndAwait(List.of(after), STORED_DEVICES);

        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertThat(global.counter("mededge_faults_total{fault=\"ME-702\"}"))
                        .isEqualTo(before + 3));
        var letters = global.records("global.dead-letters");
        assertThat(letters).hasSizeGreaterThanOrEqualTo(3).allSatisfy(letter -> {
            assertThat(new String(letter.headers().lastHeader("fault").value(), UTF_8))
                    .isEqualTo("ME-702");
            assertThat(letter.headers().lastHeader("reason").value()).isNotEmpty();
            assertThat(new String(letter.value(), UTF_8)).contains("sha256").doesNotContain("Unmistakable");
        });
        assertThat(global.get(DEVICES + "/region-1/facility-1/from-the-future").status())
                .isEqualTo(404);
    }

    @Test
    void anHourIsItsHighestRevisionWhateverTheOrderAndHoweverOften() throws Exception {
        var hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        var said = new ArrayList<FacilityAggregate>();
        for (var back = 0; back < 20; back++) {
            for (var revision = 1; revision <= 3; revision++) {
                said.add(aggregate("region-1", hour.minus(back, ChronoUnit.HOURS), 100 * back + revision, revision));
            }
        }
        Collections.shuffle(said, new Random(11));
        said.addAll(List.copyOf(said));
        said.add(aggregate("region-2", hour, -1, 1));

        sendAndAwait(said, STORED_AGGREGATES);

        var query = "/api/fleet/aggregates?facility=facility-hours&metric=tmp";
        var hours = items(global.get(query + "&region=region-1").json());
        assertThat(hours).hasSize(20).allSatisfy(item -> {
            var back = ChronoUnit.HOURS.between(Instant.parse(item.get("hour").asText()), hour);
            assertThat(item.get("revision").asInt()).isEqualTo(3);
            assertThat(item.get("mean").asDouble()).isEqualTo(100 * back + 3);
            assertThat(item.get("unit").asText()).isEqualTo("mm[Hg]");
        });
        assertThat(hours).extracting(item -> item.get("hour").asText()).isSorted();
        assertThat(items(global.get(query).json())).as("both regions").hasSize(21);
        assertThat(items(global.get(query + "&from=" + hour + "&to=" + hour.plusSeconds(3600))
                        .json()))
                .hasSize(2);
        assertThat(global.get("/fleet/plot?facility=facility-hours&metric=tmp&region=region-1")
                        .json()
                        .get("values"))
                .hasSize(20);
    }

    @Test
    void countsTheFleet() {
        await().atMost(ARRIVAL).untilAsserted(() -> {
            var overview = global.get("/api/fleet/overview").json();
            assertThat(overview.get("complete").asBoolean()).isTrue();
            var facility = named(overview.get("facilities"), "facility", "facility-3");
            assertThat(facility.get("devices").asLong())
                    .isEqualTo(names(fleet, in("facility-3")).size());
            assertThat(facility.get("health").get("SILENT").asLong())
                    .isEqualTo(names(fleet, in("facility-3").and(entry -> entry.health() == Health.SILENT))
                            .size());
            assertThat(named(overview.get("models"), "model", "HD-6+")
                            .get("devices")
                            .asLong())
                    .isEqualTo(200);
        });
    }

    @Test
    void thePageReadsWithoutScriptsAndLoadsNothingFromElsewhere() throws Exception {
        var page = global.get("/?facility=facility-3&pageSize=20");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).startsWith("text/html");
        assertThat(page.headers().get("content-security-policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(page.text())
                .contains("D-107<", "Next page", "facility-3")
                .doesNotContain("<style", "style=\"", "onclick")
                .doesNotContainPattern("(src|href|action)=\"(https?:)?//")
                .doesNotContainPattern("<script(?![^>]*src=)");
        assertThat(page.text().lines().filter(line -> line.contains("src=\"/") || line.contains("rel=\"stylesheet\"")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(global.get(line.replaceFirst(".*(?:src|href)=\"([^\"]+)\".*", "$1"))
                                .status())
                        .as(line)
                        .isEqualTo(200));
        assertThat(global.get("/?pageToken=made-up")).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("ME-704", "start again");
        });
    }

    @Test
    void thePageIsToldWhatChanges() throws Exception {
        await().atMost(ARRIVAL).until(() -> global.get("/api/fleet/overview").status() == 200);

        var events = String.join("\n", global.events(8));

        assertThat(events).contains("event:live", "\"region-1.devices\"", "event:heartbeat", "\"at\":");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void saysThatItIsNotReadyWhileCassandraIsAwayAndLosesNothing() throws Exception {
        global.stack().kill("cassandra");

        await().atMost(ARRIVAL).until(() -> global.get("/q/health/ready").status() == 503);
        var answer = global.get(DEVICES);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("fault").asText()).isEqualTo("ME-705");
        assertThat(global.get("/").text()).contains("The database does not answer");
        global.send(List.of(
                entry(Place.of("region-away", "facility-away"), "meanwhile", "HD-5", "1.0", Health.REPORTING, TODAY)));

        await().atMost(RESTART).until(() -> global.get("/q/health/ready").status() == 200);
        await().atMost(RESTART)
                .until(() -> global.get(DEVICES + "/region-away/facility-away/meanwhile")
                                .status()
                        == 200);
        assertThat(walk("region=region-1", 100).stream().mapToLong(List::size).sum())
                .as("acknowledged before the kill")
                .isEqualTo(names(fleet, entry -> entry.place().region().value().equals("region-1"))
                        .size());
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    void saysThatItIsNotReadyWhileKafkaHangsAndGoesOnAnswering() throws Exception {
        global.signal("kafka-global", "STOP");
        try {
            await().atMost(ARRIVAL).until(() -> global.get("/q/health/ready").status() == 503);
            assertThat(global.get(DEVICES).status()).isEqualTo(200);
        } finally {
            global.signal("kafka-global", "CONT");
        }

        await().atMost(RESTART).until(() -> global.get("/q/health/ready").status() == 200);
        sendAndAwait(
                List.of(entry(
                        Place.of("region-back", "facility-back"), "back", "HD-5", "1.0", Health.REPORTING, TODAY)),
                STORED_DEVICES);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void staysWithinItsFootprint() throws Exception {
        var resident = global.residentMiB();
        System.out.println("global: " + resident + " MiB resident, limit " + FOOTPRINT_MIB);

        assertThat(resident).isLessThanOrEqualTo(FOOTPRINT_MIB);
    }

    private static FacilityAggregate aggregate(String region, Instant hour, double mean, long revision) {
        return new FacilityAggregate(
                Place.of(region, "facility-hours"),
                new MetricId("tmp"),
                new UnitCode("mm[Hg]"),
                hour,
                40,
                4_000,
                mean,
                2.5,
                revision);
    }

    private static Predicate<CatalogEntry> in(String facility) {
        return entry -> entry.place().facility().value().equals(facility);
    }

    /** Sends and waits until the tier has written as many records more. */
    private static void sendAndAwait(List<? extends GlobalBound> contents, String counter) throws Exception {
        var before = global.counter(counter);
        global.send(contents);
        await().atMost(ARRIVAL).until(() -> global.counter(counter) >= before + contents.size());
    }

    /** All pages of a filter, each as the names of its devices. */
    private static List<List<String>> walk(String filter, int pageSize) throws Exception {
        var pages = new ArrayList<List<String>>();
        var query = DEVICES + "?" + filter + "&pageSize=" + pageSize;
        var next = "";
        do {
            var listing = global.get(query + (next.isEmpty() ? "" : "&pageToken=" + next))
                    .json();
            pages.add(items(listing).stream().map(CatalogIT::name).toList());
            next = listing.get("nextPageToken").isNull()
                    ? ""
                    : listing.get("nextPageToken").asText();
            assertThat(pages).as("a list that does not end").hasSizeLessThan(200);
        } while (!next.isEmpty());
        return pages;
    }

    private static String name(JsonNode item) {
        return item.get("region").asText() + "/" + item.get("facility").asText() + "/"
                + item.get("device").asText();
    }

    private static List<String> names(List<CatalogEntry> entries, Predicate<CatalogEntry> which) {
        return entries.stream()
                .filter(which)
                .map(entry -> entry.place() + "/" + entry.device())
                .toList();
    }

    private static List<JsonNode> items(JsonNode listing) {
        var items = new ArrayList<JsonNode>();
        listing.get("items").forEach(items::add);
        return items;
    }

    private static JsonNode named(JsonNode list, String key, String value) {
        for (var item : list) {
            if (item.get(key).asText().equals(value)) {
                return item;
            }
        }
        throw new AssertionError("nothing has " + key + " " + value);
    }
}
