package io.mededge.regional.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Prints what the index of samples costs and brings, and what one that covers the values would, so that the choice can be made again. 52 machines of 21
 * metrics, two polls a second; each index twice, in turn. It takes minutes and is no part of the suite: docs/performance.md has the command.
 */
class SampleIndexBenchmark {
    private static final String SLIM =
            "drop index sample_series_at; create index sample_series_at on sample (series, at)";
    private static final String COVERING = SLIM + " include (value, quality, sequence)";

    private static final int MACHINES = 52;
    private static final int METRICS = 21;
    private static final int MINUTES = 10;

    /** Polls of one transaction: 10,920 rows. */
    private static final int POLLS = 10;

    private static final int READS = 200;
    private static final double LATEST_LIMIT_MILLIS = 50;

    private static final Instant START =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(MINUTES + 2));

    private static FhirRegion region;
    private static int firstStream;
    private static int firstSeries;

    @BeforeAll
    static void start() {
        region = FhirRegion.start();
        var today = START.truncatedTo(ChronoUnit.DAYS);
        for (var day : List.of(today, today.plus(1, ChronoUnit.DAYS))) {
            region.execute("select create_sample_partition((?::timestamptz at time zone 'UTC')::date)", day);
        }
        for (var machine = 0; machine < MACHINES; machine++) {
            var stream = region.device("ix-" + machine, 500);
            firstStream = machine == 0 ? stream : firstStream;
            for (var metric = 0; metric < METRICS; metric++) {
                var series = region.series("ix-" + machine, metric(metric));
                firstSeries = machine + metric == 0 ? series : firstSeries;
            }
        }
    }

    @AfterAll
    static void stop() {
        region.close();
    }

    @Test
    void cost() {
        for (var round = 1; round <= 2; round++) {
            for (var index : List.of(SLIM, COVERING)) {
                region.execute("truncate sample, stream_minute");
                region.execute(index);
                var name = index.equals(SLIM) ? "slim" : "covering";
                System.out.printf("index %-8s inserts %,9.0f rows/s%n", name, insertedPerSecond());
                print(name, "just inserted");
                region.execute("vacuum analyze sample");
                var latest = print(name, "vacuumed");
                assertThat(latest).as("latest, ms").isLessThan(LATEST_LIMIT_MILLIS);
            }
        }
    }

    private static double insertedPerSecond() {
        var polls = MINUTES * 120;
        var began = System.nanoTime();
        for (var first = 0; first < polls; first += POLLS) {
            region.execute(
                    """
                    insert into sample
                    select ? + machine, poll + 1, ? + machine * ? + metric, ?::timestamptz + poll * interval '500 ms', poll % 400, 0
                    from generate_series(?::int, ?) as poll, generate_series(0, ?) as machine, generate_series(0, ?) as metric""", firstStream, firstSeries, METRICS, START, first, first + POLLS - 1, MACHINES - 1, METRICS - 1);
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        region.execute("""
                insert into stream_minute
                select ? + machine, ?::timestamptz + minute * interval '1 minute', 120, false
                from generate_series(0, ?) as machine, generate_series(0, ?) as minute""", firstStream, START, MACHINES - 1, MINUTES - 1);
        return (double) polls * MACHINES * METRICS / seconds;
    }

    /** Returns the median of the latest value, milliseconds. */
    private static double print(String index, String state) {
        var latest = median("/Observation?device=facility-1.ix-7&code=metric-7&_sort=-date&_count=1");
        var minutes = median("/Observation?device=facility-1.ix-7&code=metric-7&_sort=date&_count=10");
        var whole = median("/Observation?device=facility-1.ix-7&_sort=date&_count=100");
        System.out.printf(
                "index %-8s %-13s latest %5.1f ms, 10 minutes of one metric %5.1f ms, 100 minutes of a machine %6.1f ms, %s MiB%n",
                index, state, latest, minutes, whole, region.insert("""
                        select (sum(pg_relation_size(indexrelid)) / 1048576)::int from pg_index
                        where indrelid::regclass::text like 'sample%'"""));
        return latest;
    }

    private static double median(String path) {
        var millis = new double[READS];
        for (var read = -20; read < READS; read++) {
            var began = System.nanoTime();
            assertThat(region.get(path).statusCode()).isEqualTo(200);
            if (read >= 0) {
                millis[read] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis[READS / 2];
    }

    private static MetricDescription metric(int number) {
        return new MetricDescription(
                new MetricId("metric-" + number),
                "",
                "mm[Hg]",
                "",
                "",
                "",
                Kind.QUANTITY,
                Category.MEASUREMENT,
                List.of());
    }
}
