package io.mededge.regional.fhir;

import static io.mededge.regional.fhir.FhirRegion.BLOOD_FLOW;
import static io.mededge.regional.fhir.FhirRegion.ids;
import static io.mededge.regional.fhir.FhirRegion.minutesAgo;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.safety.Hazard;
import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices, what they say of themselves, and their raw samples. Each test has devices of its own in one region. */
class FhirDeviceIT {
    private static final Duration POLL = Duration.ofMillis(500);

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
    @Hazard("H-004")
    void aValueIsHiddenUntilItsUnitIsDescribed() {
        var stream = region.stream("new-hd", 1);
        var flow = region.insert(
                "insert into series (facility, device, metric) values ('facility-1', 'new-hd', 'blood-flow') returning id");
        var start = minutesAgo(5);
        region.samples(stream, flow, start, POLL, 240, 100);
        var minute = "s" + flow + "-" + start.getEpochSecond() / 60;
        var all = "/Observation?device=facility-1.new-hd";
        var raw = "/Observation/$samples?device=facility-1.new-hd&start=" + start + "&end=" + start.plusSeconds(60);

        for (var described : List.of("nothing", "the device")) {
            if (described.equals("the device")) {
                region.describe("new-hd", 500);
            }
            assertThat(region.search(all).getEntry()).as(described).isEmpty();
            assertThat(region.search("/Observation?code=blood-flow&_id=s" + flow)
                            .getEntry())
                    .as(described)
                    .isEmpty();
            for (var hidden : List.of("/Observation/s" + flow, "/Observation/" + minute, "/DeviceMetric/m" + flow)) {
                assertThat(region.get(hidden).statusCode()).as(hidden).isEqualTo(404);
            }
            assertThat(region.get(raw).body()).as(described).doesNotContain("blood-flow");
        }

        region.execute(
                "update series set display = '', unit = 'mL/min', mdc_code = '', mdc_reference = '', loinc_code = '',"
                        + " kind = 0, category = 0 where id = ?",
                flow);
        assertThat(ids(region.search(all))).contains("s" + flow, minute);
        assertThat(region.get(raw).body()).contains("\"unit\":\"mL/min\"");
    }

    @Test
    void aDeviceWhoseNamesAreTooLongForAnIdIsFoundByADigest() {
        var name = "d".repeat(48);
        var facility = "f".repeat(48);
        region.execute("""
                insert into device values (?, ?, 'gateway-1', 'm', 'SIM-long', '3.2', '', '', 'p', 1, '', 500, '2026-11-21T00:00Z')""", facility, name);
        var id = region.search("/Device?identifier=SIM-long")
                .getEntryFirstRep()
                .getResource()
                .getIdPart();

        assertThat(id).matches("[A-Za-z0-9.-]{1,64}");
        assertThat(region.read(Device.class, "/Device/" + id).getSerialNumber()).isEqualTo("SIM-long");
        assertThat(ids(region.search("/Device?_id=" + id))).containsExactly(id);
    }

    @Test
    void devicesMetricsAndPatientsAreFound() {
        region.device("found-hd", 500);
        var flow = region.series("found-hd", BLOOD_FLOW);
        region.associate("found-hd", minutesAgo(3), "d".repeat(64));

        assertThat(region.read(Device.class, "/Device/facility-1.found-hd").getSerialNumber())
                .isEqualTo("SIM-found-hd");
        assertThat(ids(region.search("/Device?identifier=urn:mededge:device%7Cfacility-1/found-hd")))
                .containsExactly("facility-1.found-hd");
        assertThat(ids(region.search("/Device?identifier=SIM-found-hd"))).containsExactly("facility-1.found-hd");
        assertThat(ids(region.search("/Device?_id=facility-1.found-hd"))).containsExactly("facility-1.found-hd");
        assertThat(ids(region.search("/DeviceMetric?source=Device/facility-1.found-hd")))
                .containsExactly("m" + flow);
        assertThat(ids(region.search("/DeviceMetric?parent=facility-1.found-hd")))
                .containsExactly("m" + flow);
        assertThat(ids(region.search("/Patient?identifier=urn:mededge:pseudonym%7C" + "d".repeat(64))))
                .containsExactly("d".repeat(32));
        assertThat(region.get("/Patient/" + "d".repeat(32)).body()).contains("masked");
        var one = region.search("/Device?_count=1");
        assertThat(one.hasTotal()).as("HAPI would take _count for it").isFalse();
        var two = region.search(one.getLink("next").getUrl());
        assertThat(ids(two)).hasSize(1).doesNotContainAnyElementsOf(ids(one));
    }

    @Test
    void rawSamplesAreAllThere() {
        var stream = region.device("raw-hd", 500);
        var flow = region.series("raw-hd", BLOOD_FLOW);
        var start = minutesAgo(120);
        region.samples(stream, flow, start, POLL, 9_000, 0);
        var path = "/Observation/$samples?device=facility-1.raw-hd&code=158740&start=" + start + "&end="
                + start.plusSeconds(4_500);

        var first = region.get(path);
        assertThat(first.headers().firstValue("Content-Type").orElse("")).startsWith("application/x-ndjson");
        assertThat(first.body().lines()).hasSize(7_200);
        assertThat(first.body().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .contains(
                                "\"metric\":\"blood-flow\"",
                                "\"value\":0,",
                                "\"unit\":\"mL/min\"",
                                "\"quality\":\"good\""));
        var next = first.headers().firstValue("Link").orElseThrow();
        var second = region.get(next.substring(1, next.indexOf('>')));
        assertThat(second.body().lines()).hasSize(1_800);
        assertThat(second.headers().firstValue("Link")).isEmpty();
        var csv = region.get(path + "&_outputFormat=csv");
        assertThat(csv.body().lines())
                .hasSize(7_201)
                .contains("facility-1.raw-hd,blood-flow,\"mL/min\"," + start + ",0,good," + stream + ",1");
    }
}
