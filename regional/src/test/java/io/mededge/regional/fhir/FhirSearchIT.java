package io.mededge.regional.fhir;

import static io.mededge.regional.fhir.FhirRegion.BLOOD_FLOW;
import static io.mededge.regional.fhir.FhirRegion.ids;
import static io.mededge.regional.fhir.FhirRegion.minutesAgo;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test has devices of its own in one region. */
class FhirSearchIT {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String ANNE = "a".repeat(64);
    private static final String BERT = "b".repeat(64);

    private static FhirRegion region;

    @BeforeAll
    static void start() {
        region = FhirRegion.start();
    }

    @AfterAll
    static void stop() {
        region.close();
    }

    @Test
    void theNewestObservationOfAMetricIsItsLatestValue() {
        var stream = region.device("latest-hd", 500);
        var flow = region.series("latest-hd", BLOOD_FLOW);
        region.samples(stream, flow, minutesAgo(5), POLL, 500, 100);
        var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
        region.sample(stream, flow, at, 321.5);

        for (var code :
                List.of("158740", "urn:iso:std:iso:11073:10101|158740", "urn:mededge:metric|blood-flow", "x,158740")) {
            var page = search("/Observation?device=Device/facility-1.latest-hd&code=" + code.replace("|", "%7C")
                    + "&_sort=-date&_count=1");
            var observation = only(page);
            assertThat(observation.getIdPart()).isEqualTo("s" + flow);
            assertThat(observation.getValueQuantity().getValue()).isEqualByComparingTo("321.5");
            assertThat(observation.getValueQuantity().getCode()).isEqualTo("mL/min");
            assertThat(Instant.parse(observation.getEffectiveDateTimeType().getValueAsString()))
                    .isEqualTo(at);
            assertThat(page.getLink("next")).isNotNull();
        }
        assertThat(read(Observation.class, "/Observation/s" + flow)
                        .getValueQuantity()
                        .getValue())
                .isEqualByComparingTo("321.5");
    }

    @Test
    void aMinuteHoldsEachSampleAtItsPlace() {
        var stream = region.device("window-hd", 500);
        var flow = region.series("window-hd", BLOOD_FLOW);
        var start = minutesAgo(40);
        region.samples(stream, flow, start.plusMillis(123), POLL, 240, 0);
        var id = "s" + flow + "-" + start.getEpochSecond() / 60;

        var window = read(Observation.class, "/Observation/" + id);
        assertThat(window.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(window.getValueSampledData().getPeriod()).isEqualByComparingTo("500");
        var points = window.getValueSampledData().getData().split(" ");
        assertThat(points).hasSize(120);
        assertThat(points[77]).isEqualTo("77");
        assertThat(window.getEffectivePeriod().getStartElement().getValueAsString())
                .isEqualTo(start.plusMillis(123).toString());

        region.execute("update stream_minute set late = true where stream = ?", stream);
        assertThat(read(Observation.class, "/Observation/" + id).getStatus()).isEqualTo(ObservationStatus.AMENDED);
    }

    /** A clock that was set back by three days, and synchronised before and after. */
    @Test
    void aTimeSaysHowFarItsGatewaysClockCouldBeBelieved() {
        var stream = region.device("trusted-hd", 500);
        region.execute("update device set gateway = 'gateway-clock' where device = 'trusted-hd'");
        var own = region.insert("insert into stream (facility, gateway, device, class, epoch)"
                + " values ('facility-1', 'gateway-clock', 'gateway-clock', 1, 1) returning id");
        var flow = region.series("trusted-hd", BLOOD_FLOW);
        var set = minutesAgo(600);
        var said = "insert into clock_report values (?, ?, ?, ?, ?)";
        region.execute(said, own, 1, set.minusSeconds(3_600), ClockTrust.SYNCHRONISED.ordinal(), null);
        region.execute(said, own, 2, set, ClockTrust.STEPPED.ordinal(), set.plusSeconds(3_600));
        region.execute(said, own, 3, set.plusSeconds(600), ClockTrust.SYNCHRONISED.ordinal(), null);
        for (var minutes : List.of(-70, -10, 20, 70)) {
            region.sample(stream, flow, set.plusSeconds(60 * minutes), minutes);
        }

        assertThat(clockTrust(flow, set.plusSeconds(-4_200))).isNull();
        assertThat(clockTrust(flow, set.plusSeconds(-600))).isEqualTo("synchronised");
        assertThat(clockTrust(flow, set.plusSeconds(1_200)))
                .as("of before or after")
                .isEqualTo("stepped");
        assertThat(clockTrust(flow, set.plusSeconds(4_200))).isEqualTo("synchronised");
    }

    private static @Nullable String clockTrust(int series, Instant start) {
        var effective = read(Observation.class, "/Observation/" + minuteId(series, start, 0))
                .getEffective();
        var extension = effective.getExtensionByUrl("urn:mededge:clock-trust");
        return extension == null ? null : extension.getValue().primitiveValue();
    }

    /** Minutes without a change are no Observations, and none of those that are has a gap. */
    @Test
    void whatIsRecordedOnChangeHasObservationsWhereItChanged() {
        var stream = region.device("change-hd", 500);
        var flow = region.series("change-hd", BLOOD_FLOW);
        region.execute("update series set deadband = 5, max_silence_millis = 300000 where id = ?", flow);
        var start = minutesAgo(100);
        region.sample(stream, flow, start.plusSeconds(7), 300);
        region.sample(stream, flow, start.plusSeconds(307), 310);
        region.sample(stream, flow, start.plusSeconds(330), 320);

        var page = search(
                "/Observation?device=facility-1.change-hd&date=ge" + start + "&date=lt" + start.plusSeconds(900));
        assertThat(ids(page)).containsExactlyInAnyOrder("s" + flow, minuteId(flow, start, 5), minuteId(flow, start, 0));
        var one = read(Observation.class, "/Observation/" + minuteId(flow, start, 0));
        assertThat(one.getValueQuantity().getValue()).isEqualByComparingTo("300");
        assertThat(one.getExtensionByUrl("urn:mededge:on-change").hasExtension())
                .isTrue();
        var several = read(Observation.class, "/Observation/" + minuteId(flow, start, 5));
        assertThat(several.getValueSampledData().getData()).isEqualTo("310 320");
        assertThat(several.getValueSampledData()
                        .getExtensionFirstRep()
                        .getValue()
                        .primitiveValue())
                .isEqualTo("0 23000");
    }

    @Test
    void aMinuteIsFinalAfterTheConfiguredLateness() {
        var stream = region.device("lateness-hd", 500);
        var flow = region.series("lateness-hd", BLOOD_FLOW);
        var start = minutesAgo(28);
        region.samples(stream, flow, start, POLL, 120, 0);
        assertThat(status(flow, start)).isEqualTo(ObservationStatus.PRELIMINARY);
        var before = minutesAgo(32);
        region.samples(stream, flow, before, POLL, 120, 0);
        assertThat(status(flow, before)).isEqualTo(ObservationStatus.FINAL);
    }

    private static ObservationStatus status(int series, Instant start) {
        return read(Observation.class, "/Observation/" + minuteId(series, start, 0))
                .getStatus();
    }

    @Test
    void aDateSelectsMinutesAndNotTheLatestValueOfAnotherTime() {
        var stream = region.device("dates-hd", 500);
        var flow = region.series("dates-hd", BLOOD_FLOW);
        var start = minutesAgo(30);
        region.samples(stream, flow, start, POLL, 120 * 10, 0);

        var from = start.plusSeconds(120);
        var page =
                search("/Observation?device=facility-1.dates-hd&date=ge" + from + "&date=lt" + from.plusSeconds(180));
        assertThat(ids(page))
                .containsExactly(minuteId(flow, from, 2), minuteId(flow, from, 1), minuteId(flow, from, 0));
        var oldestFirst = search("/Observation?device=facility-1.dates-hd&_sort=date&_count=2");
        assertThat(ids(oldestFirst)).containsExactly(minuteId(flow, start, 0), minuteId(flow, start, 1));
        for (var nothing : List.of("gt2099", "gt9999", "lt0001", "eb0001", "9999", "eq0001-01-01T00:00:00.000Z")) {
            assertThat(search("/Observation?device=facility-1.dates-hd&date=" + nothing)
                            .getEntry())
                    .isEmpty();
        }
        for (var all : List.of("ge0001", "lt9999", "le9999", "gt0001", "ge0001-01-01T00:00:00+18:00")) {
            assertThat(search("/Observation?device=facility-1.dates-hd&date=" + all.replace("+", "%2B"))
                            .getEntry())
                    .as(all)
                    .hasSize(11);
        }
    }

    private static String minuteId(int series, Instant from, int minutesLater) {
        return "s" + series + "-" + (from.getEpochSecond() / 60 + minutesLater);
    }

    @Test
    void pagesAreCompleteAndWithoutRepetitionWhileSamplesArrive() {
        for (var order : List.of("-date", "date")) {
            var name = order.equals("date") ? "asc" : "desc";
            var streams = new ArrayList<Integer>();
            var flows = new ArrayList<Integer>();
            var start = minutesAgo(8);
            for (var i = 0; i < 5; i++) {
                streams.add(region.device(name + i + "-hd", 500));
                flows.add(region.series(name + i + "-hd", marked(name)));
                region.samples(streams.get(i), flows.get(i), start.plusMillis(31L * i), POLL, 4 * 120, i);
            }
            var expected = new HashSet<String>();
            for (var flow : flows) {
                expected.add("s" + flow);
                for (var minute = 0; minute < 4; minute++) {
                    expected.add(minuteId(flow, start, minute));
                }
            }

            var found = new ArrayList<String>();
            var url = "/Observation?code=urn:mededge:metric%7C" + name + "&_count=3&_sort=" + order;
            while (url != null) {
                var page = search(url);
                found.addAll(ids(page));
                for (var i = 0; i < 5; i++) { // every latest Observation moves between two pages
                    region.sample(streams.get(i), flows.get(i), Instant.now(), 1_000);
                }
                url = page.getLink("next") == null ? null : page.getLink("next").getUrl();
                assertThat(found).hasSizeLessThan(60);
            }
            assertThat(found).as(order).doesNotHaveDuplicates().containsAll(expected);
        }
    }

    private static MetricDescription marked(String id) {
        return new MetricDescription(
                new MetricId(id), id, "mL/min", "", "", "", Kind.QUANTITY, Category.MEASUREMENT, List.of());
    }

    @Test
    void aMetricMeasuredRarelyIsFoundBehindMinutesWithoutIt() {
        var stream = region.device("rare-hd", 500);
        var flow = region.series("rare-hd", BLOOD_FLOW);
        var setting = region.series("rare-hd", marked("rare-setting"));
        var start = minutesAgo(600);
        region.samples(stream, flow, start, Duration.ofSeconds(30), 1_190, 0);
        region.sample(stream, setting, start.plusSeconds(5), 300);
        region.sample(stream, setting, start.plusSeconds(3_605), 310);

        var found = new ArrayList<String>();
        String url = "/Observation?device=facility-1.rare-hd&code=rare-setting&_count=1";
        for (var pages = 0; url != null && pages < 10; pages++) {
            var page = search(url);
            found.addAll(ids(page));
            url = page.getLink("next") == null ? null : page.getLink("next").getUrl();
        }
        assertThat(found).containsExactly("s" + setting, minuteId(setting, start, 60), minuteId(setting, start, 0));
    }

    @Test
    void eachObservationBelongsToWhoHadTheDeviceThen() {
        var stream = region.device("patients-hd", 500);
        var flow = region.series("patients-hd", BLOOD_FLOW);
        var start = minutesAgo(20);
        region.samples(stream, flow, start, POLL, 8 * 120, 0);
        region.associate("patients-hd", start.plusSeconds(60), ANNE);
        region.associate("patients-hd", start.plusSeconds(90), ANNE); // told again after a restart
        region.associate("patients-hd", start.plusSeconds(210), null);
        region.associate("patients-hd", start.plusSeconds(240), BERT);

        assertThat(subject(flow, start, 0)).isNull();
        assertThat(subject(flow, start, 1)).isEqualTo("Patient/" + ANNE.substring(0, 32));
        assertThat(subject(flow, start, 2)).isEqualTo("Patient/" + ANNE.substring(0, 32));
        assertThat(subject(flow, start, 3))
                .as("a minute that is not one person's")
                .isNull();
        assertThat(subject(flow, start, 4)).isEqualTo("Patient/" + BERT.substring(0, 32));

        var ofAnne = search("/Observation?patient=" + ANNE.substring(0, 32));
        assertThat(ids(ofAnne)).containsExactly(minuteId(flow, start, 2), minuteId(flow, start, 1));
        var ofBert = search("/Observation?subject=Patient/" + BERT.substring(0, 32) + "&device=facility-1.patients-hd");
        assertThat(ids(ofBert)).startsWith("s" + flow, minuteId(flow, start, 7)).hasSize(5);
        assertThat(search("/Observation?patient=" + "c".repeat(32)).getEntry()).isEmpty();
    }

    private static String subject(int series, Instant start, int minutesLater) {
        return read(Observation.class, "/Observation/" + minuteId(series, start, minutesLater))
                .getSubject()
                .getReference();
    }

    @Test
    void bloodPressureIsAVitalSignAndCircuitPressureIsNone() {
        var monitor = region.device("vital-nibp", 5_000);
        var machine = region.device("vital-hd", 500);
        var systolic = region.series("vital-nibp", vital("bp-systolic", "150021", "8480-6"));
        var diastolic = region.series("vital-nibp", vital("bp-diastolic", "150022", "8462-4"));
        var arterial = region.series("vital-hd", vital("arterial-pressure", "158744", "8480-6"));
        var at = minutesAgo(40).plusSeconds(17);
        region.sample(monitor, systolic, at, 131);
        region.sample(monitor, diastolic, at, 82);
        region.sample(machine, arterial, at, -140);

        var panel = search("/Observation?code=http://loinc.org%7C85354-9&device=facility-1.vital-nibp");
        assertThat(ids(panel)).containsExactly("b" + systolic, "b" + systolic + "-" + at.getEpochSecond() / 60);
        assertThat(first(panel).getComponent().get(0).getValueQuantity().getValue())
                .isEqualByComparingTo("131");
        assertThat(first(panel).getComponent().get(1).getValueQuantity().getValue())
                .isEqualByComparingTo("82");
        assertThat(search("/Observation?device=facility-1.vital-hd&category=vital-signs")
                        .getEntry())
                .isEmpty();
        assertThat(search("/Observation?device=facility-1.vital-hd&code=8480-6").getEntry())
                .isEmpty();
        var atThatSecond = search("/Observation?device=facility-1.vital-nibp&code=8480-6&date=" + at);
        assertThat(ids(atThatSecond)).contains("s" + systolic + "-" + at.getEpochSecond() / 60);
    }

    private static MetricDescription vital(String id, String mdc, String loinc) {
        return new MetricDescription(
                new MetricId(id), id, "mm[Hg]", mdc, "MDC", loinc, Kind.QUANTITY, Category.VITAL_SIGN, List.of());
    }

    @Test
    void aMachineWithAWrongClockDoesNotHideTheCurrentValue() {
        var stream = region.device("clock-hd", 500);
        var flow = region.series("clock-hd", BLOOD_FLOW);
        region.sample(stream, flow, minutesAgo(1), 250);
        region.sample(stream, flow, Instant.parse("2099-01-01T00:00:30Z"), 999);
        var newest = only(search("/Observation?device=facility-1.clock-hd&_count=1"));
        assertThat(newest.getValueQuantity().getValue()).isEqualByComparingTo("250");
    }

    @ParameterizedTest
    @CsvSource({
        "/Observation?devise=x, devise",
        "/Observation?device:missing=true, device:missing",
        "/Observation?device.identifier=x, device.identifier",
        "/Observation?date=yesterday, date",
        "/Observation?date=2026-02-30, date",
        "/Observation?date=ne2026, date",
        "/Observation?code=, code",
        "/Observation?code=%7C5, code",
        "/Observation?code=a&code=b, code",
        "/Observation?device=Patient/1, device",
        "/Observation?patient=a b, patient",
        "/Observation?patient=1&subject=1, subject",
        "/Observation?_count=0, _count",
        "/Observation?_count=-1, _count",
        "/Observation?_count=many, _count",
        "/Observation?_count=99999999999, _count",
        "/Observation?_sort=code, _sort",
        "/Observation?_cursor=AAAA, _cursor",
        "/Observation?_include=Observation:device, _include",
        "/Observation?_summary=count, _summary",
        "/Device?type=x, type",
        "/Device?_cursor=!, _cursor",
        "/DeviceMetric?source=Patient/1, source",
        "/Patient?name=Anne, name",
        "/Patient?_count=x, _count",
        "/Observation/$samples?start=2026-11-21T00:00:00Z, end",
        "/Observation/$samples?device=x.y&start=now&end=2026-11-21T00:00:00Z, start",
    })
    void aBadParameterIsNamedInTheAnswer(String path, String parameter) {
        var answer = region.get(path.replace(" ", "%20"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        var issue = outcome(answer.body()).getIssueFirstRep();
        assertThat(issue.getDetails().getCodingFirstRep().getCode()).isEqualTo("ME-601");
        assertThat(issue.getExpression().get(0).getValue()).isEqualTo("http." + parameter);
        assertThat(issue.getDiagnostics()).contains(parameter);
    }

    @Test
    void aTokenOfAnotherSearchIsRefused() {
        var stream = region.device("token-hd", 500);
        var flow = region.series("token-hd", BLOOD_FLOW);
        region.samples(stream, flow, minutesAgo(5), POLL, 360, 0);
        var next = search("/Observation?device=facility-1.token-hd&_count=1")
                .getLink("next")
                .getUrl();
        assertThat(region.get(next).statusCode()).isEqualTo(200);
        var answer = region.get(next.replace("token-hd", "latest-hd"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("ME-601");
    }

    @Test
    void aLenientClientMayNameUnknownParameters() {
        var answer = region.get("/Device?colour=red", "Prefer", "handling=lenient");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(FhirRegion.bundle(answer.body()).getLink("self").getUrl()).doesNotContain("colour");
    }

    @ParameterizedTest
    @CsvSource({
        "/Observation/s999999, ME-602",
        "/Observation/nonsense, ME-602",
        "/Observation/s1-1, ME-602",
        "/Device/nowhere.x, ME-602",
        "/Device/x, ME-602",
        "/DeviceMetric/m0, ME-602",
        "/Patient/1234, ME-602",
        "/Practitioner/1, ME-602",
    })
    void whatIsNotThereIsNotFound(String path, String fault) {
        var answer = region.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(outcome(answer.body())
                        .getIssueFirstRep()
                        .getDetails()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo(fault);
    }

    @Test
    void nothingCanBeWritten() {
        for (var method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            var request = HttpRequest.newBuilder(
                            URI.create(region.base + "/Observation" + (method.equals("POST") ? "" : "/s1")))
                    .header("Content-Type", "application/fhir+json")
                    .method(method, HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Observation\"}"))
                    .build();
            assertThat(region.send(request).statusCode()).as(method).isBetween(400, 499);
        }
    }

    @Test
    void faultsAreCounted() {
        var before = counted("ME-601");
        region.get("/Observation?date=never");
        assertThat(counted("ME-601")).isEqualTo(before + 1);
    }

    private static double counted(String fault) {
        return region.meters.counter("mededge.faults", "fault", fault).count();
    }

    @Test
    void theCapabilityStatementPromisesWhatWorks() {
        var statement = read(CapabilityStatement.class, "/metadata");
        var resources = statement.getRestFirstRep().getResource();
        assertThat(resources)
                .extracting(resource -> resource.getType())
                .containsExactly("Observation", "Device", "DeviceMetric", "Patient", "Procedure", "Encounter");
        for (var resource : resources) {
            assertThat(resource.getInteraction())
                    .extracting(one -> one.getCode().toCode())
                    .startsWith("read", "search-type")
                    .hasSize(resource.getType().equals("Observation") ? 3 : 2);
            for (var parameter : resource.getSearchParam()) {
                var value = Map.of(
                                "date",
                                "2026",
                                "status",
                                resource.getType().equals("Encounter") ? "finished" : "completed")
                        .getOrDefault(parameter.getName(), "1");
                var answer = region.get("/" + resource.getType() + "?" + parameter.getName() + "=" + value);
                assertThat(answer.statusCode()).as(parameter.getName()).isEqualTo(200);
            }
        }
    }

    @Test
    void xmlIsAnsweredToWhoAsksForIt() {
        assertThat(region.get("/Device?_format=xml").body()).startsWith("<Bundle");
        assertThat(region.get("/Device", "Accept", "application/fhir+xml").body())
                .startsWith("<Bundle");
    }

    private static Bundle search(String path) {
        return region.search(path);
    }

    private static <T extends Resource> T read(Class<T> type, String path) {
        return region.read(type, path);
    }

    private static OperationOutcome outcome(String body) {
        return FhirContext.forR4Cached().newJsonParser().parseResource(OperationOutcome.class, body);
    }

    private static Observation first(Bundle bundle) {
        return (Observation) bundle.getEntryFirstRep().getResource();
    }

    private static Observation only(Bundle bundle) {
        assertThat(bundle.getEntry()).hasSize(1);
        return first(bundle);
    }
}
