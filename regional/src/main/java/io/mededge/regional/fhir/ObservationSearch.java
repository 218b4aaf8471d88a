package io.mededge.regional.fhir;

import io.mededge.model.id.Pseudonym;
import io.mededge.regional.fhir.ObservationStore.Key;
import io.mededge.regional.fhir.ObservationStore.Stretch;
import io.mededge.regional.fhir.PatientStore.Stay;
import io.mededge.regional.fhir.Scope.Possession;
import io.mededge.regional.transform.BloodPressure;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.ObservationId;
import io.mededge.regional.transform.ObservationMapper;
import io.mededge.regional.transform.Observed;
import io.mededge.regional.transform.PatientMapper;
import io.mededge.regional.transform.Series;
import io.mededge.regional.transform.Signal;
import io.mededge.regional.transform.StoredSample;
import io.mededge.regional.transform.VitalSign;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;

/**
 * From a query to a page of Observations in a fixed number of statements: the signals meant, the keys of the page, their samples, whose they were.
 */
final class ObservationSearch {
    /** Signals that one search may cover: all of a facility of 80 stations, or one code of 2,500 devices. */
    static final int MAX_SIGNALS = 2_500;

    /** Minutes that one page may look through for samples of rarely measured signals, times the number of signals. */
    private static final int MAX_PROBES = 20_000;

    private static final int MAX_ROUNDS = 4;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofNanos(1_000);

    private final SeriesStore series;
    private final PatientStore patients;
    private final ObservationStore observations;
    private final ClockStore clocks;
    private final ObservationMapper mapper;
    private final Clock clock;

    ObservationSearch(
            SeriesStore series,
            PatientStore patients,
            ObservationStore observations,
            ClockStore clocks,
            ObservationMapper mapper,
            Clock clock) {
        this.series = series;
        this.patients = patients;
        this.observations = observations;
        this.clocks = clocks;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** @param next where the following page begins; empty on the last page. A page with a next may hold fewer Observations than asked for. */
    record Page(List<Observation> observations, Optional<ObservationCursor> next) {
        static final Page EMPTY = new Page(List.of(), Optional.empty());
    }

    Page page(ObservationQuery query, ObservationCursor cursor, int count) {
        var ofPatient = query.patient().map(patients::possessions);
        var signals = signals(query, devices(query, ofPatient));
        if (signals.isEmpty()) {
            return Page.EMPTY;
        }
        var possessions = ofPatient.orElseGet(() -> signals.stream()
                .map(Signal::device)
                .distinct()
                .map(Possession::always)
                .toList());
        return page(query, Scope.of(query, signals, possessions, clock.instant()), cursor, count);
    }

    private Optional<List<DeviceKey>> devices(ObservationQuery query, Optional<List<Possession>> ofPatient) {
        var named = query.devices().isEmpty()
                ? Optional.<List<DeviceKey>>empty()
                : Optional.of(series.keys(query.devices()));
        if (ofPatient.isEmpty()) {
            return named;
        }
        var had = ofPatient.get().stream().map(Possession::device).distinct();
        return Optional.of(had.filter(device -> named.isEmpty() || named.get().contains(device))
                .toList());
    }

    private Page page(ObservationQuery query, Scope scope, ObservationCursor cursor, int count) {
        var keys = new ArrayList<Key>();
        var position = cursor;
        var scan = count / scope.signals().size() + 2;
        var exhausted = false;
        for (var round = 0; round < MAX_ROUNDS && keys.size() <= count && !exhausted; round++) {
            var slice = observations.keys(scope, position, scan, count + 1 - keys.size());
            keys.addAll(slice.keys());
            exhausted = slice.horizon().isEmpty();
            if (slice.horizon().isPresent() && keys.size() <= count) {
                position = after(slice.keys(), slice.horizon().getAsLong(), position, scope.order());
            }
            scan = Math.max(
                    scan, Math.min(16 * scan, MAX_PROBES / scope.signals().size()));
        }
        if (keys.size() > count) {
            var page = List.copyOf(keys.subList(0, count));
            return new Page(render(query, scope, page), Optional.of(after(page, cursor, scope.order())));
        }
        return new Page(render(query, scope, keys), exhausted ? Optional.empty() : Optional.of(position));
    }

    /** After all up to and with the minute of the horizon. */
    private static ObservationCursor after(List<Key> keys, long horizon, ObservationCursor before, SearchOrder order) {
        var reached = after(keys, before, order);
        return new ObservationCursor(
                horizon, order == SearchOrder.NEWEST_FIRST ? 0 : Long.MAX_VALUE, reached.delivered());
    }

    private static ObservationCursor after(List<Key> keys, ObservationCursor before, SearchOrder order) {
        var delivered = new TreeSet<>(before.delivered());
        var at = before.at();
        var signal = before.signal();
        for (var key : keys) {
            if (key.latest()) {
                delivered.add(key.signal().number());
            }
            // a latest Observation that has moved since the page before must not take the position back
            if (order == SearchOrder.NEWEST_FIRST ? key.at() <= at : key.at() >= at) {
                if (!key.latest()) {
                    signal = key.signal().number();
                } else if (key.at() != at) {
                    signal = Long.MAX_VALUE; // with the newest first all minutes of that time are yet to come, else
                    // all have come
                }
                at = key.at();
            }
        }
        return new ObservationCursor(at, signal, delivered);
    }

    private List<Signal> signals(ObservationQuery query, Optional<List<DeviceKey>> devices) {
        var filter = new SeriesStore.Filter(
                devices,
                query.codes().stream()
                        .flatMap(token -> columnCodes(token).stream())
                        .toList(),
                query.id().map(id -> id.map(ObservationId::series).orElse(0)),
                Optional.empty(),
                0);
        var found = series.series(filter, MAX_SIGNALS + 1);
        if (found.size() > MAX_SIGNALS) {
            throw Refusals.tooCostly("cannot bound this search: it covers more than " + MAX_SIGNALS
                    + " series; name a device or a code");
        }
        var signals = new ArrayList<Signal>(found);
        signals.addAll(BloodPressure.among(found));
        signals.removeIf(signal -> !query.covers(signal));
        return signals;
    }

    /** The codes by which the series table can be searched: a blood pressure is made of two series. */
    private static List<String> columnCodes(CodeToken token) {
        return token.code().equals(VitalSign.PANEL_LOINC) || token.code().equals(VitalSign.PANEL_MDC)
                ? List.of(VitalSign.SYSTOLIC.loinc(), VitalSign.DIASTOLIC.loinc())
                : List.of(token.code());
    }

    private List<Observation> render(ObservationQuery query, Scope scope, List<Key> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        var observed = observed(scope, keys);
        var rendered = new ArrayList<Observation>();
        for (var one : observed) {
            // never another patient's, whatever happened between the statements
            if (query.patient().isEmpty() || isSubject(query.patient().get(), one.subject())) {
                rendered.add(mapper.map(one, scope.now()));
            }
        }
        return rendered;
    }

    private static boolean isSubject(String patient, @Nullable Pseudonym subject) {
        return subject != null && (patient.equals(PatientMapper.fhirId(subject)) || patient.equals(subject.hex()));
    }

    private List<Observed> observed(Scope scope, List<Key> keys) {
        var stretches = new ArrayList<Stretch>();
        for (var key : keys) {
            for (var part : key.signal().parts()) {
                stretches.add(stretch(scope, key, part));
            }
        }
        var samples = observations.samples(stretches).iterator();
        var withSamples = new ArrayList<Observed>();
        for (var key : keys) {
            var ofParts = new ArrayList<List<StoredSample>>();
            key.signal().parts().forEach(part -> ofParts.add(samples.next()));
            if (!ofParts.get(0).isEmpty()) {
                var minute = key.latest() ? ObservationId.LATEST : key.at() / TimeSpan.MINUTE_MICROS;
                withSamples.add(new Observed(key.signal(), minute, ofParts, key.late(), null));
            }
        }
        return withSubjectsAndClocks(withSamples);
    }

    private static Stretch stretch(Scope scope, Key key, Series part) {
        var start = TimeSpan.instant(key.at());
        if (key.latest()) {
            return new Stretch(part.id(), start, start.plus(MOMENT));
        }
        if (!key.signal().episodic()) {
            return new Stretch(part.id(), start, start.plus(MINUTE));
        }
        var wanted = scope.measured().and(new TimeSpan(key.at(), key.at() + TimeSpan.MINUTE_MICROS - 1));
        return new Stretch(
                part.id(),
                TimeSpan.instant(wanted.first()),
                TimeSpan.instant(wanted.last()).plus(MOMENT));
    }

    private List<Observed> withSubjectsAndClocks(List<Observed> observed) {
        var stays = observed.stream().map(ObservationSearch::stay).toList();
        var owners = patients.owners(stays);
        var trusts = clocks.trusts(stays);
        var owned = new ArrayList<Observed>();
        for (var i = 0; i < owners.size(); i++) {
            owned.add(observed.get(i).of(owners.get(i), trusts.get(i)));
        }
        return owned;
    }

    private static Stay stay(Observed observed) {
        var device = observed.signal().device();
        if (observed.isCurve()) {
            var start = observed.windowStart();
            return new Stay(device, start, start.plus(MINUTE));
        }
        Instant at = observed.newest().at();
        return new Stay(device, at, at.plus(MOMENT));
    }
}
