package io.mededge.regional.fhir;

import static io.mededge.regional.fhir.FhirRegion.BLOOD_FLOW;
import static io.mededge.regional.fhir.FhirRegion.ids;
import static io.mededge.regional.fhir.FhirRegion.minutesAgo;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.safety.Hazard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The wrong patient on a machine, and what the region says afterwards. Each test has a device and patients of its own in one region. */
@Hazard("H-001")
class FhirCorrectionIT {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final MetricDescription PULSE = new MetricDescription(
            new MetricId("pulse"),
            "Pulse",
            "/min",
            "149546",
            "MDC_PULS_RATE_NON_INV",
            "8867-4",
            Kind.QUANTITY,
            Category.VITAL_SIGN,
            List.of());

    private static FhirRegion region;

    @BeforeAll
    static void start() {
        region = FhirRegion.start();
    }

    @AfterAll
    static void stop() {
        region.close();
    }

    private static String pseudonym(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    private static List<Observation> of(String pseudonym) {
        var found = new ArrayList<Observation>();
        var url = "/Observation?_count=7&patient=" + pseudonym.substring(0, 32);
        for (var pages = 0; url != null && pages < 100; pages++) {
            var page = region.search(url);
            assertThat(page.getEntry()).hasSizeLessThanOrEqualTo(7);
            page.getEntry().forEach(entry -> found.add((Observation) entry.getResource()));
            url = page.getLink("next") == null ? null : page.getLink("next").getUrl();
        }
        assertThat(found.stream().map(Observation::getIdPart)).doesNotHaveDuplicates();
        return found;
    }

    private static boolean isValid(Observation observation) {
        return observation.getStatus() != ObservationStatus.ENTEREDINERROR;
    }

    private static String minute(int series, Instant from, int later) {
        return "s" + series + "-" + (from.getEpochSecond() / 60 + later);
    }

    private static int points(List<Observation> observations) {
        return observations.stream()
                .filter(Observation::hasValueSampledData)
                .mapToInt(one -> one.getValueSampledData().getData().split(" ").length)
                .sum();
    }

    /** Twenty minutes that begin and end within a minute; the values of these two minutes are dealt out to both. */
    @Test
    void theWrongPatientForTwentyMinutes() {
        var wrong = pseudonym('1');
        var right = pseudonym('2');
        var stream = region.device("A-03-hd", 500);
        var flow = region.series("A-03-hd", BLOOD_FLOW);
        var monitor = region.device("A-03-nibp", 5_000);
        var pulse = region.series("A-03-nibp", PULSE);
        var start = minutesAgo(60);
        region.samples(stream, flow, start, POLL, 40 * 120, 0);
        region.sample(monitor, pulse, start.plusSeconds(615), 71);
        region.sample(monitor, pulse, start.plusSeconds(1_815), 72);
        for (var device : List.of("A-03-hd", "A-03-nibp")) {
            region.associate(device, start, wrong);
            region.associate(device, start.plusSeconds(40 * 60), null);
        }
        var since = start.plusSeconds(5 * 60 + 30);
        var until = since.plusSeconds(20 * 60);
        assertThat(points(of(wrong))).isEqualTo(40 * 120);
        region.correct("A-03-hd", 1, since, until, wrong, right);
        region.correct("A-03-nibp", 1, since, until, wrong, right);

        var ofWrong = of(wrong);
        var inError = ofWrong.stream().filter(one -> !isValid(one)).toList();
        assertThat(inError).allSatisfy(one -> {
            assertThat(one.hasValue()).isFalse();
            assertThat(one.getExtensionByUrl("urn:mededge:correction").hasExtension())
                    .isTrue();
        });
        assertThat(inError.stream().map(Observation::getIdPart))
                .contains(minute(flow, start, 6), minute(flow, start, 24), minute(pulse, start, 10))
                .hasSize(19 + 1);
        assertThat(points(ofWrong.stream().filter(FhirCorrectionIT::isValid).toList()))
                .isEqualTo(20 * 120);
        assertThat(ofWrong.stream().filter(FhirCorrectionIT::isValid).map(Observation::getIdPart))
                .contains(minute(flow, start, 5), minute(flow, start, 25), minute(pulse, start, 30))
                .noneMatch(id -> id.contains("-c"));

        var ofRight = of(right);
        assertThat(ofRight).allMatch(FhirCorrectionIT::isValid);
        assertThat(points(ofRight)).isEqualTo(20 * 120);
        assertThat(ofRight.stream().map(Observation::getIdPart))
                .contains(
                        minute(flow, start, 5) + "-c1",
                        minute(flow, start, 25) + "-c1",
                        minute(pulse, start, 10) + "-c1");

        cutMinute(flow, start, since, wrong, right);
        history(minute(flow, start, 6), wrong);
    }

    private static void cutMinute(int flow, Instant start, Instant since, String wrong, String right) {
        var left = region.read(Observation.class, "/Observation/" + minute(flow, start, 5));
        assertThat(left.getStatus()).isEqualTo(ObservationStatus.AMENDED);
        assertThat(left.getSubject().getReference()).isEqualTo("Patient/" + wrong.substring(0, 32));
        assertThat(left.getValueSampledData().getData().split(" ")).hasSize(60).doesNotContain("E");
        var taken = region.read(Observation.class, "/Observation/" + minute(flow, start, 5) + "-c1");
        assertThat(taken.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(taken.getSubject().getReference()).isEqualTo("Patient/" + right.substring(0, 32));
        assertThat(Instant.parse(taken.getEffectivePeriod().getStartElement().getValueAsString()))
                .isEqualTo(since);
        assertThat(taken.getValueSampledData().getData()).startsWith("660 661 ");
        var replaced = taken.getExtensionByUrl("http://hl7.org/fhir/StructureDefinition/observation-replaces");
        assertThat(((Reference) replaced.getValue()).getReference()).isEqualTo("Observation/" + minute(flow, start, 5));
    }

    private static void history(String id, String wrong) {
        var history = region.search("/Observation/" + id + "/_history");
        var versions = history.getEntry().stream()
                .map(entry -> (Observation) entry.getResource())
                .toList();
        assertThat(versions)
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.ENTEREDINERROR, ObservationStatus.FINAL);
        assertThat(versions.get(1).getSubject().getReference()).isEqualTo("Patient/" + wrong.substring(0, 32));
        assertThat(versions.get(1).getValueSampledData().getData().split(" ")).hasSize(120);
        assertThat(versions).extracting(one -> one.getMeta().getVersionId()).doesNotHaveDuplicates();
    }

    /** Records that come after the correction belong to whom it says, and so does the latest value while it lies in the span. */
    @Test
    void whatComesLateHasTheCorrectedSubject() {
        var wrong = pseudonym('3');
        var right = pseudonym('4');
        var stream = region.device("A-04-hd", 500);
        var flow = region.series("A-04-hd", BLOOD_FLOW);
        var start = minutesAgo(10);
        region.correct("A-04-hd", 3, start, start.plusSeconds(300), wrong, right);
        region.samples(stream, flow, start, POLL, 240, 0);
        region.associate("A-04-hd", start.minusSeconds(60), wrong);

        assertThat(of(right).stream().filter(Observation::hasValue).map(Observation::getIdPart))
                .containsExactlyInAnyOrder("s" + flow, minute(flow, start, 0) + "-c3", minute(flow, start, 1) + "-c3");
        assertThat(of(wrong)).hasSize(2).noneMatch(FhirCorrectionIT::isValid);
        // with the next value outside the span, the latest is the first one's again
        region.sample(stream, flow, start.plusSeconds(301), 5);
        assertThat(of(wrong).stream().filter(FhirCorrectionIT::isValid).map(Observation::getIdPart))
                .containsExactlyInAnyOrder("s" + flow, minute(flow, start, 5));
    }

    /** Corrections of corrections, told in two orders and twice: both devices look alike. */
    @Test
    void theOrderAndNumberOfTheirArrivalsChangesNothing() {
        var one = pseudonym('5');
        var two = pseudonym('6');
        var three = pseudonym('7');
        var seen = new HashSet<Set<String>>();
        // none becomes final meanwhile
        var start = minutesAgo(20);
        for (var order : List.of(List.of(1, 2, 3), List.of(3, 1, 2, 3, 1), List.of(2, 2, 3, 1))) {
            var device = "order-" + seen.size() + order.get(0) + "-hd";
            var stream = region.device(device, 500);
            var flow = region.series(device, BLOOD_FLOW);
            region.associate(device, start, one);
            region.samples(stream, flow, start, POLL, 6 * 120, 0);
            for (var number : order) {
                switch (number) {
                    case 1 -> region.correct(device, 1, start.plusSeconds(30), start.plusSeconds(200), one, two);
                    case 2 -> region.correct(device, 2, start.plusSeconds(90), start.plusSeconds(150), two, three);
                    default -> region.correct(device, 3, start.plusSeconds(100), start.plusSeconds(240), one, null);
                }
            }
            var bodies = IntStream.range(0, 6)
                    .boxed()
                    .flatMap(later -> IntStream.rangeClosed(0, 3)
                            .mapToObj(number -> minute(flow, start, later) + (number == 0 ? "" : "-c" + number)))
                    .map(id -> region.get("/Observation/" + id))
                    .filter(answer -> answer.statusCode() == 200)
                    .map(answer -> answer.body()
                            .replace("s" + flow + "-", "")
                            .replace(device, "")
                            .replaceAll("\"(lastUpdated|valueInstant)\": ?\"[^\"]*\"", ""))
                    .toList();
            assertThat(bodies).hasSizeGreaterThan(9);
            seen.add(new HashSet<>(bodies));
        }
        assertThat(seen).hasSize(1);
    }

    /** A page never holds more than was asked for, though a minute has several Observations. */
    @Test
    void aMinuteWithSeveralObservationsIsCutByPages() {
        var stream = region.device("paged-hd", 500);
        var flow = region.series("paged-hd", BLOOD_FLOW);
        var start = minutesAgo(20);
        region.associate("paged-hd", start, pseudonym('8'));
        region.samples(stream, flow, start, POLL, 3 * 120, 0);
        for (var number = 1; number <= 4; number++) {
            region.correct(
                    "paged-hd",
                    number,
                    start.plusSeconds(60 + 10L * number),
                    start.plusSeconds(60 + 10L * number + 5),
                    pseudonym('8'),
                    pseudonym('9'));
        }
        for (var order : List.of("-date", "date")) {
            var found = new ArrayList<String>();
            var url = "/Observation?device=facility-1.paged-hd&_count=2&_sort=" + order;
            for (var pages = 0; url != null && pages < 20; pages++) {
                var page = region.search(url);
                assertThat(page.getEntry()).hasSizeLessThanOrEqualTo(2);
                found.addAll(ids(page));
                url = page.getLink("next") == null ? null : page.getLink("next").getUrl();
            }
            assertThat(found).as(order).doesNotHaveDuplicates().hasSize(1 + 3 + 4);
        }
        assertThat(region.search("/Observation?_id=" + minute(flow, start, 1) + "-c2")
                        .getEntry())
                .hasSize(1);
        assertThat(region.get("/Observation/" + minute(flow, start, 2) + "-c2").statusCode())
                .isEqualTo(404);
    }
}
