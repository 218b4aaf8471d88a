package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Renders Observations: the latest value of a signal, and its minutes. A minute of a curve is SampledData on the grid of polls; a minute of an episodic
 * signal is the measurement that was taken in it; a minute of what is recorded on change, or of which a correction has taken a part away, is its one value, or
 * SampledData in which each value has its time.
 */
public final class ObservationMapper {
    private final Duration lateness;

    /** @param lateness how long after its end a minute waits for samples before its Observation is final */
    public ObservationMapper(Duration lateness) {
        this.lateness = lateness;
    }

    /** @param now decides whether a minute is still open */
    public Observation map(Observed observed, Instant now) {
        var observation = frame(observed);
        var mapped = observed.revision().withdrawn()
                ? withdrawn(observation, observed)
                : observed.isCurve() ? window(observation, observed, now) : measurement(observation, observed);
        if (observed.clock() != null) {
            var trust = observed.clock().name().toLowerCase(Locale.ROOT);
            mapped.getEffective().addExtension(new Extension(CodeSystems.CLOCK_TRUST, new CodeType(trust)));
        }
        return mapped;
    }

    private static Observation frame(Observed observed) {
        var signal = observed.signal();
        var observation = new Observation()
                .addCategory(MetricCodes.category(signal))
                .setCode(MetricCodes.code(signal))
                .setDevice(new Reference("Device/" + signal.device().fhirId()));
        observation.setId(observed.id().toString());
        addRevision(observation, observed);
        Values.onChange(observed.signal().lead().metric()).ifPresent(observation::addExtension);
        if (observed.subject() != null) {
            observation.setSubject(new Reference("Patient/" + PatientMapper.fhirId(observed.subject())));
        }
        return observation;
    }

    private static void addRevision(Observation observation, Observed observed) {
        var revision = observed.revision();
        var measured = observed.newest().at();
        var at = revision.at();
        observation.getMeta().setLastUpdatedElement(Times.instant(at == null || at.isBefore(measured) ? measured : at));
        if (at == null) {
            return;
        }
        var correction = new Extension().setUrl(CodeSystems.CORRECTION);
        correction.addExtension(new Extension("number", new DecimalType(revision.newest())));
        correction.addExtension(new Extension("at", Times.instant(at)));
        observation.addExtension(correction);
        if (revision.correction() > 0) {
            var replaced = new Reference("Observation/" + observed.id().of(0));
            observation.addExtension(new Extension(CodeSystems.REPLACES, replaced));
        }
    }

    /** Without a value: whoever does not look at the status must not take it for one. */
    private static Observation withdrawn(Observation observation, Observed observed) {
        var start = observed.windowStart();
        observation.getMeta().setVersionId(revised("entered-in-error", observed));
        return observation
                .setStatus(ObservationStatus.ENTEREDINERROR)
                .setEffective(
                        observed.isCurve()
                                ? period(start, start.plus(SampleGrid.WINDOW))
                                : Times.dateTime(observed.newest().at()));
    }

    private static String revised(String version, Observed observed) {
        var newest = observed.revision().newest();
        return newest == 0 ? version : version + "-c" + newest;
    }

    private static Observation measurement(Observation observation, Observed observed) {
        var sample = observed.newest();
        observation.getMeta().setVersionId(revised(version(sample), observed));
        var status = observed.revision().isAmended() ? ObservationStatus.AMENDED : ObservationStatus.FINAL;
        observation.setStatus(status).setEffective(Times.dateTime(sample.at()));
        if (observed.signal() instanceof BloodPressure pressure) {
            addComponent(observation, pressure.systolic(), sample);
            addComponent(
                    observation,
                    pressure.diastolic(),
                    sameTime(observed.samples().get(1), sample.at()));
        } else {
            var metric = observed.signal().lead().metric();
            observation
                    .setValue(valueOrNull(metric, sample))
                    .setDataAbsentReason(absenceOrNull(sample))
                    .setInterpretation(interpretation(List.of(sample)));
        }
        return observation;
    }

    /** Grows with the newest sample; its sequence alone would start again when a gateway begins a new journal. */
    private static String version(StoredSample newest) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, newest.at()) + "-" + newest.sequence();
    }

    private static void addComponent(Observation observation, Series series, @Nullable StoredSample sample) {
        var component = observation.addComponent().setCode(MetricCodes.code(series.metric()));
        if (sample == null) {
            component.setDataAbsentReason(absent("unknown", "Unknown"));
            return;
        }
        component
                .setValue(valueOrNull(series.metric(), sample))
                .setDataAbsentReason(absenceOrNull(sample))
                .setInterpretation(interpretation(List.of(sample)));
    }

    private static @Nullable StoredSample sameTime(List<StoredSample> samples, Instant at) {
        return samples.stream()
                .filter(sample -> sample.at().equals(at))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private Observation window(Observation observation, Observed observed, Instant now) {
        var samples = observed.samples().get(0);
        var end = observed.windowStart().plus(SampleGrid.WINDOW);
        var status = status(end, observed.late() || observed.revision().isAmended(), now);
        // the same samples may be rendered preliminary and then final: both must not be one version
        observation.getMeta().setVersionId(revised(samples.size() + "-" + status.toCode(), observed));
        observation.setStatus(status).setInterpretation(interpretation(samples));
        // on the grid, what another patient has of the minute would look like missing
        if (!observed.signal().lead().metric().recording().isOnChange()
                && !observed.revision().cut()) {
            return curve(observation, observed, !now.isBefore(end));
        }
        return samples.size() == 1 ? change(observation, observed) : changes(observation, observed);
    }

    private static Observation curve(Observation observation, Observed observed, boolean complete) {
        var series = observed.signal().lead();
        var samples = observed.samples().get(0);
        var grid = SampleGrid.place(observed.windowStart(), series.pollMillis(), samples, complete);
        var data = sampled(series.metric(), samples, grid.data(), BigDecimal.valueOf(series.pollMillis()));
        return observation.setEffective(period(grid.start(), end(observed))).setValue(data);
    }

    /** One value in a minute is a measurement with its time. */
    private static Observation change(Observation observation, Observed observed) {
        var sample = observed.newest();
        var metric = observed.signal().lead().metric();
        return observation
                .setEffective(Times.dateTime(sample.at()))
                .setValue(valueOrNull(metric, sample))
                .setDataAbsentReason(absenceOrNull(sample));
    }

    private static Observation changes(Observation observation, Observed observed) {
        var samples = observed.samples().get(0);
        var offsets = SampleOffsets.of(samples);
        // there is no regular distance, and one that looks like it would be believed
        var data = sampled(observed.signal().lead().metric(), samples, offsets.data(), BigDecimal.ZERO);
        data.addExtension(new Extension(CodeSystems.SAMPLE_OFFSETS, new StringType(offsets.offsets())));
        var end = observed.revision().cut() ? observed.newest().at() : end(observed);
        return observation.setEffective(period(offsets.start(), end)).setValue(data);
    }

    private static SampledData sampled(
            MetricDescription metric, List<StoredSample> samples, String values, BigDecimal periodMillis) {
        var data = new SampledData()
                .setOrigin(Values.quantity(metric, BigDecimal.ZERO))
                .setPeriod(periodMillis)
                .setFactor(BigDecimal.ONE)
                .setDimensions(1)
                .setData(values);
        Values.choices(metric, samples).forEach(data::addExtension);
        return data;
    }

    private static Instant end(Observed observed) {
        return observed.windowStart().plus(SampleGrid.WINDOW);
    }

    private static Period period(Instant start, Instant end) {
        return new Period().setStartElement(Times.dateTime(start)).setEndElement(Times.dateTime(end));
    }

    private ObservationStatus status(Instant end, boolean late, Instant now) {
        if (now.isBefore(end.plus(lateness))) {
            return ObservationStatus.PRELIMINARY;
        }
        return late ? ObservationStatus.AMENDED : ObservationStatus.FINAL;
    }

    private static @Nullable Type valueOrNull(MetricDescription metric, StoredSample sample) {
        return sample.quality() == Quality.INVALID ? null : Values.value(metric, sample.value());
    }

    private static @Nullable CodeableConcept absenceOrNull(StoredSample sample) {
        return sample.quality() == Quality.INVALID ? absent("error", "Error") : null;
    }

    private static CodeableConcept absent(String code, String display) {
        return new CodeableConcept(new Coding(CodeSystems.DATA_ABSENT_REASON, code, display));
    }

    /** Each quality but good that occurs, once. */
    private static @Nullable List<CodeableConcept> interpretation(List<StoredSample> samples) {
        var qualities = EnumSet.noneOf(Quality.class);
        samples.forEach(sample -> qualities.add(sample.quality()));
        qualities.remove(Quality.GOOD);
        return qualities.isEmpty()
                ? null
                : qualities.stream().map(Values::interpretation).toList();
    }
}
