package io.mededge.regional.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.Quality;
import io.mededge.model.safety.Hazard;
import io.mededge.regional.fhir.Corrections.Correction;
import io.mededge.regional.fhir.Corrections.Part;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.Observed;
import io.mededge.regional.transform.Series;
import io.mededge.regional.transform.StoredSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

@Hazard("H-001")
class CorrectionsTest {
    private static final Instant MINUTE = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<Pseudonym> PATIENTS =
            List.of(new Pseudonym("a".repeat(64)), new Pseudonym("b".repeat(64)));

    private static Observed whole(Random random) {
        var samples = new ArrayList<StoredSample>();
        for (var second = 0; second < 60; second++) {
            if (random.nextInt(4) > 0 || second == 0) {
                samples.add(new StoredSample(MINUTE.plusSeconds(second), second, Quality.GOOD, second + 1));
            }
        }
        var series = new Series(7, DeviceKey.of("facility-1", "A-03-hd"), FhirRegion.BLOOD_FLOW, 1_000);
        return new Observed(series, MINUTE.getEpochSecond() / 60, List.of(samples), false, null);
    }

    private static List<Correction> corrections(Random random) {
        var corrections = new ArrayList<Correction>();
        for (var number = 1 + random.nextInt(6); number > 0; number--) {
            var since = MINUTE.plusSeconds(random.nextInt(90) - 30L);
            var patient = random.nextInt(3);
            corrections.add(new Correction(
                    number,
                    since,
                    since.plusSeconds(1 + random.nextInt(60)),
                    patient < 2 ? PATIENTS.get(patient) : null,
                    MINUTE.plusSeconds(1_000 + number)));
        }
        return corrections;
    }

    /** Whatever was corrected: each sample is in one valid Observation, that of the newest correction which covers it. */
    @Property(tries = 1_000)
    void eachSampleIsInOneObservation(@ForAll long seed) {
        var random = new Random(seed);
        var whole = whole(random);
        var corrections = Corrections.distinct(corrections(random));
        var parts = Corrections.split(whole, corrections);
        var owners = new HashMap<StoredSample, Observed>();
        for (var part : parts) {
            var observed = part.observed();
            if (!observed.revision().withdrawn()) {
                observed.samples()
                        .get(0)
                        .forEach(sample -> assertThat(owners.put(sample, observed))
                                .as("%s is in two", sample)
                                .isNull());
            }
        }
        for (var sample : whole.samples().get(0)) {
            var newest =
                    corrections.stream().filter(one -> one.covers(sample.at())).reduce((one, later) -> later);
            var owner = Objects.requireNonNull(owners.get(sample), sample + " is in none");
            assertThat(owner.revision().correction())
                    .isEqualTo(newest.map(Correction::number).orElse(0L));
            newest.ifPresent(one -> assertThat(owner.subject()).isEqualTo(one.patient()));
        }
    }

    @Property(tries = 1_000)
    void orderAndRepetitionChangeNothing(@ForAll long seed) {
        var random = new Random(seed);
        var whole = whole(random);
        var told = corrections(random);
        var expected = Corrections.split(whole, Corrections.distinct(told));
        var again = new ArrayList<>(told);
        for (var i = 0; i < told.size(); i++) {
            again.add(told.get(random.nextInt(told.size())));
        }
        Collections.shuffle(again, random);
        assertThat(Corrections.split(whole, Corrections.distinct(again))).isEqualTo(expected);
    }

    /** What is asked of the associations is what no correction covers. */
    @Property(tries = 1_000)
    void associationsAreAskedOnlyForWhatNoCorrectionCovers(@ForAll long seed) {
        var random = new Random(seed);
        var whole = whole(random);
        var corrections = Corrections.distinct(corrections(random));
        var recorded = Corrections.split(whole, corrections).get(0);
        if (recorded.observed().revision().cut()
                && !recorded.observed().revision().withdrawn()) {
            for (var stay : recorded.associated()) {
                assertThat(corrections).noneMatch(one -> one.covers(stay.since()));
            }
            for (var sample : recorded.observed().samples().get(0)) {
                assertThat(recorded.associated())
                        .filteredOn(stay -> !sample.at().isBefore(stay.since())
                                && sample.at().isBefore(stay.until()))
                        .hasSize(1);
            }
        }
        assertThat(List.of(recorded)).extracting(Part::associated).doesNotContain(List.of());
    }
}
