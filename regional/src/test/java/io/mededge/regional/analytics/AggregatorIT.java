package io.mededge.regional.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.database.Database;
import io.mededge.regional.ingest.IngestFigures;
import io.mededge.regional.ingest.Partitions;
import io.mededge.regional.ingest.SampleStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class AggregatorIT {
    private static final int BEFORE_TREATMENT = 1;
    private static final int IN_TREATMENT = 2;

    /** Of this hour; each test has a facility of its own. */
    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");

    private static final Instant NOW = HOUR.plusSeconds(1_800);

    @Inject
    Database database;

    @Test
    void goodValuesOfMachinesInTreatmentCount() {
        var ward = new Ward("agg-1", database);
        ward.describe("m-1", true);
        ward.describe("m-2", true);
        ward.store("m-1", HOUR, List.of(flow(300, IN_TREATMENT), flow(310, IN_TREATMENT), flow(320, IN_TREATMENT)));
        ward.store("m-2", HOUR, List.of(flow(100, BEFORE_TREATMENT), flow(200, IN_TREATMENT), outOfRange(9_999)));

        var hour = ward.aggregate(NOW);

        assertThat(hour.contributors()).isEqualTo(2);
        assertThat(hour.samples()).isEqualTo(4);
        assertThat(hour.mean()).isEqualTo(282.5, within(1e-9));
        assertThat(hour.deviation()).isEqualTo(Math.sqrt(2_318.75), within(1e-9));
        assertThat(hour.unit()).isEqualTo("mL/min");
        assertThat(hour.revision()).isEqualTo(1);
    }

    @Test
    void theModeOfEarlierMinutesHolds() {
        var ward = new Ward("agg-2", database);
        ward.describe("m-1", true);
        ward.store("m-1", HOUR, List.of(flow(300, IN_TREATMENT)));
        ward.store("m-1", HOUR.plusSeconds(600), List.of(flowOnly(400)));

        assertThat(ward.aggregate(NOW).samples()).isEqualTo(2);
    }

    @Test
    void aDeviceWithoutModeAlwaysCounts() {
        var ward = new Ward("agg-3", database);
        ward.describe("m-1", false);
        ward.store("m-1", HOUR, List.of(flowOnly(300), flowOnly(500)));

        assertThat(ward.aggregate(NOW).mean()).isEqualTo(400, within(1e-9));
    }

    @Test
    void lateDataMakesANewRevisionAndNothingElseDoes() {
        var ward = new Ward("agg-4", database);
        ward.describe("m-1", false);
        ward.store("m-1", HOUR, List.of(flowOnly(300)));
        assertThat(ward.aggregate(NOW).revision()).isEqualTo(1);
        assertThat(ward.aggregate(NOW).revision()).isEqualTo(1);

        var nextDay = NOW.plus(Duration.ofDays(1));
        ward.storeAt(nextDay, "m-1", HOUR.plusSeconds(30), List.of(flowOnly(500)));
        var corrected = ward.aggregate(nextDay);

        assertThat(corrected.revision()).isEqualTo(2);
        assertThat(corrected.mean()).isEqualTo(400, within(1e-9));
    }

    @Test
    void whatComesLaterThanIsKeptCorrectsNothing() {
        var ward = new Ward("agg-5", database);
        ward.describe("m-1", false);
        ward.store("m-1", HOUR, List.of(flowOnly(300)));
        ward.aggregate(NOW);

        var muchLater = NOW.plus(Duration.ofDays(8));
        ward.storeAt(muchLater, "m-1", HOUR.plusSeconds(30), List.of(flowOnly(500)));

        assertThat(ward.aggregate(muchLater).revision()).isEqualTo(1);
    }

    @Test
    void undescribedDevicesWaitForTheirDescription() {
        var ward = new Ward("agg-6", database);
        ward.store("m-1", HOUR, List.of(flowOnly(300)));
        ward.run(NOW);
        ward.describe("m-1", false);

        assertThat(ward.aggregate(NOW).mean()).isEqualTo(300, within(1e-9));
    }

    @Test
    void toldRevisionsAreNotToldAgain() {
        var ward = new Ward("agg-7", database);
        ward.describe("m-1", false);
        ward.store("m-1", HOUR, List.of(flowOnly(300)));
        ward.run(NOW);
        var aggregator = ward.aggregator(NOW);
        aggregator.markTold(aggregator.untold(10_000));

        assertThat(aggregator.untold(10_000)).isEmpty();
        ward.store("m-1", HOUR.plusSeconds(90), List.of(flowOnly(400)));
        ward.run(NOW);
        assertThat(aggregator.untold(10_000)).extracting(FacilityHour::revision).containsExactly(2L);
    }

    @Test
    void aRevisionKnowsHowManyMachinesChangedIt() {
        var ward = new Ward("agg-9", database);
        for (var machine = 1; machine <= 3; machine++) {
            ward.describe("m-" + machine, false);
            ward.store("m-" + machine, HOUR, List.of(flowOnly(300.1), flowOnly(300.7)));
        }
        assertThat(ward.aggregate(NOW).changed()).as("nothing is told yet").isEqualTo(3);
        var aggregator = ward.aggregator(NOW);
        aggregator.markTold(aggregator.untold(10_000));

        ward.store("m-1", HOUR.plusSeconds(90), List.of(flowOnly(400)));
        var late = ward.aggregate(NOW);
        assertThat(late.changed()).isEqualTo(1);
        aggregator.markRefused(List.of(late));

        ward.store("m-2", HOUR.plusSeconds(90), List.of(flowOnly(400)));
        assertThat(ward.aggregate(NOW).changed())
                .as("against what the world has")
                .isEqualTo(2);
    }

    /** Prints what keeping the present hour up to date costs: 52 machines, 20 quantities, two polls a second. */
    @Test
    void cost() {
        var ward = new Ward("agg-8", database);
        new Partitions(database, Clock.fixed(HOUR, ZoneOffset.UTC)).prepare();
        var minutes = 10;
        for (var machine = 0; machine < 52; machine++) {
            var id = "m-" + machine;
            ward.describe(id, true);
            ward.store(
                    id,
                    HOUR,
                    IntStream.range(0, 120 * minutes)
                            .mapToObj(AggregatorIT::fullPoll)
                            .toList());
        }
        // with statistics the planner once chose to read whole days; without them it did not
        database.execute("analyze sample");
        var began = System.nanoTime();
        var summarised = ward.aggregator(NOW).run();
        var millis = (System.nanoTime() - began) / 1e6;

        System.out.printf(
                "aggregation: %d minutes of 52 machines, %,d values, in %.0f ms = %.0f ms a minute%n",
                summarised, 52L * 21 * 120 * minutes, millis, millis / summarised);
        assertThat(ward.aggregate(NOW).contributors()).isEqualTo(52);
        assertThat(millis / summarised).as("ms of the 60,000 of a minute").isLessThan(3_000); // 5 % of a core
    }

    private static Sample flow(double value, int mode) {
        return new Sample(List.of(reading("mode", mode, Quality.GOOD), reading("blood-flow", value, Quality.GOOD)));
    }

    private static Sample flowOnly(double value) {
        return new Sample(List.of(reading("blood-flow", value, Quality.GOOD)));
    }

    private static Sample outOfRange(double value) {
        return new Sample(List.of(reading("blood-flow", value, Quality.OUT_OF_RANGE)));
    }

    private static Sample fullPoll(int poll) {
        var readings = new ArrayList<Sample.Reading>();
        readings.add(reading("mode", IN_TREATMENT, Quality.GOOD));
        readings.add(reading("blood-flow", 300 + poll % 7, Quality.GOOD));
        IntStream.range(0, 19).forEach(i -> readings.add(reading("quantity-" + i, poll % 11 + i, Quality.GOOD)));
        return new Sample(readings);
    }

    private static Sample.Reading reading(String metric, double value, Quality quality) {
        return new Sample.Reading(new MetricId(metric), value, quality);
    }

    /** The machines of one facility and what the tier makes of them. */
    private static final class Ward {
        private final Place place;
        private final Database database;
        private long sequence;

        Ward(String facility, Database database) {
            this.place = Place.of("region-1", facility);
            this.database = database;
        }

        void describe(String device, boolean hasMode) {
            var metrics = new ArrayList<MetricDescription>();
            if (hasMode) {
                metrics.add(metric("mode", "1", Kind.CODE));
            }
            metrics.add(metric("blood-flow", "mL/min", Kind.QUANTITY));
            IntStream.range(0, 19).forEach(i -> metrics.add(metric("quantity-" + i, "mm[Hg]", Kind.QUANTITY)));
            var description = new DeviceDescription("m", "s", "1", "A-01", "A", "mededge-hd", 1, "", 500, metrics);
            samples(NOW)
                    .store(List.of(new Batch(
                            stream(device, StreamClass.EVENTS),
                            Lane.ALARM,
                            List.of(new Entry(++sequence, HOUR, HOUR, description)))));
        }

        /** Polls at half a second's distance. */
        void store(String device, Instant first, List<Sample> polls) {
            storeAt(first.plusSeconds(1), device, first, polls);
        }

        void storeAt(Instant now, String device, Instant first, List<Sample> polls) {
            var entries = new ArrayList<Entry>();
            for (var poll : polls) {
                var at = first.plusMillis(500L * entries.size());
                entries.add(new Entry(++sequence, at, at, poll));
            }
            var store = samples(now);
            for (var from = 0; from < entries.size(); from += Batch.MAX_ENTRIES) {
                var part = entries.subList(from, Math.min(from + Batch.MAX_ENTRIES, entries.size()));
                store.store(List.of(new Batch(stream(device, StreamClass.TELEMETRY), Lane.LIVE, part)));
            }
        }

        void run(Instant now) {
            aggregator(now).run();
        }

        /** What the tier says of the blood flow in the hour. */
        FacilityHour aggregate(Instant now) {
            run(now);
            database.execute("update facility_hour set told = 0");
            return aggregator(now).untold(10_000).stream()
                    .filter(hour -> hour.facility().equals(place.facility()))
                    .filter(hour -> hour.metric().value().equals("blood-flow"))
                    .findFirst()
                    .orElseThrow();
        }

        Aggregator aggregator(Instant now) {
            return new Aggregator(database, Clock.fixed(now, ZoneOffset.UTC), Duration.ofDays(7));
        }

        private SampleStore samples(Instant now) {
            return new SampleStore(
                    database,
                    new RegionId("region-1"),
                    Duration.ofSeconds(60),
                    Clock.fixed(now, ZoneOffset.UTC),
                    new IngestFigures());
        }

        private StreamId stream(String device, StreamClass streamClass) {
            return new StreamId(place, new DeviceId("gateway-1"), new DeviceId(device), streamClass, 7);
        }

        private static MetricDescription metric(String id, String unit, Kind kind) {
            return new MetricDescription(new MetricId(id), id, unit, "", "", "", kind, Category.MEASUREMENT, List.of());
        }
    }
}
