package io.mededge.regional.fhir;

import io.mededge.model.id.Pseudonym;
import io.mededge.regional.fhir.ObservationStore.Key;
import io.mededge.regional.fhir.ObservationStore.Stretch;
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
    private final Subjects subjects;
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
        this.subjects = new Subjects(patients);
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
            return filled(query, scope, cursor, count, page, Optional.of(after(page, cursor, scope.order())));
        }
        return filled(query, scope, cursor, count, keys, exhausted ? Optional.empty() : Optional.of(position));
    }

    /** At most so many Observations: a minute that was corrected has several. @param next where the following page begins if all fit */
    private Page filled(
            ObservationQuery query,
            Scope scope,
            ObservationCursor cursor,
            int count,
            List<Key> keys,
            Optional<ObservationCursor> next) {
        var rendered = render(query, scope, keys);
        var page = new ArrayList<Observation>();
        for (var i = 0; i < keys.size(); i++) {
            var ofKey = rendered.get(i);
            var skip = i == 0 ? Math.min(cursor.skipOf(keys.get(0)), ofKey.size()) : 0;
            var room = count - page.size();
            if (ofKey.size() - skip > room) {
                page.addAll(ofKey.subList(skip, skip + room));
                var before = after(keys.subList(0, i), cursor, scope.order());
                return new Page(page, Optional.of(room == 0 ? before : before.within(keys.get(i), skip + room)));
            }
            page.addAll(ofKey.subList(skip, ofKey.size()));
        }
        return new Page(page, next);
    }

    /** The versions of one Observation, the newest first: one for each correction of its subject; empty if there is none. */
    List<Observation> history(ObservationId id) {
        var query = ObservationQuery.of(id);
        var signals = signals(query, Optional.empty());
        if (signals.isEmpty()) {
            return List.of();
        }
        var device = Possession.always(signals.get(0).device());
        var scope = Scope.of(query, signals, List.of(device), clock.instant());
        var keys = observations
                .keys(scope, ObservationCursor.start(query.order()), 2, 1)
                .keys();
        return measured(scope, keys).stream()
                .flatMap(Optional::stream)
                .flatMap(whole -> subjects.versions(whole, id.correction()).stream())
                .map(version -> mapper.map(version, scope.now()))
                .toList();
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

    /** For each key its Observations. */
    private List<List<Observation>> render(ObservationQuery query, Scope scope, List<Key> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        var wholes = measured(scope, keys);
        var parts =
                subjects.of(wholes.stream().flatMap(Optional::stream).toList()).iterator();
        var rendered = new ArrayList<List<Observation>>();
        for (var whole : wholes) {
            rendered.add(
                    whole.isEmpty()
                            ? List.of()
                            : parts.next().stream()
                                    .filter(part -> isAskedFor(query, part))
                                    .map(part -> mapper.map(part, scope.now()))
                                    .toList());
        }
        return rendered;
    }

    /** Never another patient's, whatever happened between the statements, and of a corrected minute only the one that is meant. */
    private static boolean isAskedFor(ObservationQuery query, Observed part) {
        return (query.patient().isEmpty() || isSubject(query.patient().get(), part.subject()))
                && (query.id().isEmpty() || query.id().get().equals(Optional.of(part.id())));
    }

    private static boolean isSubject(String patient, @Nullable Pseudonym subject) {
        return subject != null && (patient.equals(PatientMapper.fhirId(subject)) || patient.equals(subject.hex()));
    }

    /** What each key is made of, with the trust in its times; empty where the samples are gone. */
    private List<Optional<Observed>> measured(Scope scope, List<Key> keys) {
        var stretches = new ArrayList<Stretch>();
        for (var key : keys) {
            for (var part : key.signal().parts()) {
                stretches.add(stretch(scope, key, part));
            }
        }
        var samples = observations.samples(stretches).iterator();
        var measured = new ArrayList<Optional<Observed>>();
        for (var key : keys) {
            var ofParts = new ArrayList<List<StoredSample>>();
            key.signal().parts().forEach(part -> ofParts.add(samples.next()));
            var minute = key.latest() ? ObservationId.LATEST : key.at() / TimeSpan.MINUTE_MICROS;
            measured.add(
                    ofParts.get(0).isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Observed(key.signal(), minute, ofParts, key.late(), null)));
        }
        var stays =
                measured.stream().flatMap(Optional::stream).map(Subjects::stay).toList();
        var trusts = clocks.trusts(stays).iterator();
        return measured.stream()
                .map(one -> one.map(observed -> observed.of(null, trusts.next())))
                .toList();
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
}
