package io.mededge.regional.ingest;

import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Turns batches, however repeated, reordered and overlapping, into the rows that are new: an entry counts if its stream's mark does not hold its
 * sequence yet. The marks grow with it, to be written in the transaction that writes the rows.
 */
final class Arrivals {
    /** A stream's row in the database and the sequences that are stored. */
    record Mark(int stream, SequenceSet received) {}

    record SampleRow(int stream, long sequence, int series, Instant at, double value, Quality quality) {}

    /** How many records with samples a stream got in a minute. */
    record MinuteRow(int stream, Instant minute, int records, boolean late) {}

    record GapRow(int stream, long sequence, Instant at, Gap gap) {}

    record EventRow(int stream, long sequence, Instant at, MachineEvent event) {}

    record Description(StreamId stream, int row, long sequence, Instant at, DeviceDescription content) {}

    record CertificateRow(int stream, long sequence, Instant at, Certificate content) {}

    record ClockRow(int stream, long sequence, Instant at, ClockReport report) {}

    record SessionRow(StreamId stream, int row, long sequence, Instant at, SessionReport report) {}

    record Association(StreamId stream, int row, long sequence, Instant at, PatientAssociation content) {}

    record Correction(StreamId stream, int row, long sequence, Instant at, AssociationCorrection content) {}

    record LinkRow(StreamId stream, int row, long sequence, Instant at, PatientLink link) {}

    private record Minute(int stream, Instant start) {}

    private final Map<StreamId, Mark> marks;
    private final ToIntFunction<SeriesKey> seriesIds;
    private final Instant now;
    private final Duration lateness;

    private final Map<Integer, Mark> grown = new LinkedHashMap<>();
    private final Map<Minute, Integer> recordsByMinute = new LinkedHashMap<>();
    private final List<SampleRow> samples = new ArrayList<>();
    private final List<GapRow> gaps = new ArrayList<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<Description> descriptions = new ArrayList<>();
    private final List<Association> associations = new ArrayList<>();
    private final List<Correction> corrections = new ArrayList<>();
    private final List<CertificateRow> certificates = new ArrayList<>();
    private final List<ClockRow> clocks = new ArrayList<>();
    private final List<SessionRow> sessions = new ArrayList<>();
    private final List<LinkRow> links = new ArrayList<>();
    private int repeated;

    /**
     * @param marks of every stream that will come; changed by {@link #add}
     * @param seriesIds knows every series that will come
     * @param lateness how long after its end a minute waits before it is final
     */
    Arrivals(Map<StreamId, Mark> marks, ToIntFunction<SeriesKey> seriesIds, Instant now, Duration lateness) {
        this.marks = marks;
        this.seriesIds = seriesIds;
        this.now = now;
        this.lateness = lateness;
    }

    /** @throws IllegalArgumentException if the batch's stream has no mark */
    void add(Batch batch) {
        var mark = marks.get(batch.stream());
        if (mark == null) {
            throw new IllegalArgumentException("no mark for " + batch.stream());
        }
        for (var entry : batch.entries()) {
            if (mark.received().add(entry.sequence())) {
                grown.put(mark.stream(), mark);
                add(batch.stream(), mark.stream(), entry);
            } else {
                repeated++;
            }
        }
    }

    private void add(StreamId stream, int row, Entry entry) {
        RegionBound body = entry.body();
        if (body instanceof Sample sample) {
            addSample(stream, row, entry, sample);
        } else if (body instanceof Gap gap) {
            gaps.add(new GapRow(row, entry.sequence(), entry.at(), gap));
        } else if (body instanceof MachineEvent event) {
            events.add(new EventRow(row, entry.sequence(), entry.at(), event));
        } else if (body instanceof DeviceDescription description) {
            descriptions.add(new Description(stream, row, entry.sequence(), entry.at(), description));
        } else if (body instanceof PatientAssociation association) {
            associations.add(new Association(stream, row, entry.sequence(), entry.at(), association));
        } else if (body instanceof AssociationCorrection correction) {
            corrections.add(new Correction(stream, row, entry.sequence(), entry.at(), correction));
        } else if (body instanceof Certificate certificate) {
            certificates.add(new CertificateRow(row, entry.sequence(), entry.at(), certificate));
        } else if (body instanceof ClockReport report) {
            clocks.add(new ClockRow(row, entry.sequence(), entry.at(), report));
        } else if (body instanceof SessionReport report) {
            sessions.add(new SessionRow(stream, row, entry.sequence(), entry.at(), report));
        } else if (body instanceof PatientLink link) {
            links.add(new LinkRow(stream, row, entry.sequence(), entry.at(), link));
        }
    }

    private void addSample(StreamId stream, int row, Entry entry, Sample sample) {
        for (var reading : sample.readings()) {
            var series = seriesIds.applyAsInt(SeriesKey.of(stream, reading.metric()));
            samples.add(new SampleRow(row, entry.sequence(), series, entry.at(), reading.value(), reading.quality()));
        }
        recordsByMinute.merge(new Minute(row, entry.at().truncatedTo(ChronoUnit.MINUTES)), 1, Integer::sum);
    }

    /** The marks that have grown. */
    Collection<Mark> grownMarks() {
        return grown.values();
    }

    List<SampleRow> samples() {
        return samples;
    }

    List<MinuteRow> minutes() {
        var rows = new ArrayList<MinuteRow>(recordsByMinute.size());
        recordsByMinute.forEach(
                (minute, records) -> rows.add(new MinuteRow(minute.stream(), minute.start(), records, isLate(minute))));
        return rows;
    }

    private boolean isLate(Minute minute) {
        return minute.start().plus(1, ChronoUnit.MINUTES).plus(lateness).isBefore(now);
    }

    List<GapRow> gaps() {
        return gaps;
    }

    List<EventRow> events() {
        return events;
    }

    List<Description> descriptions() {
        return descriptions;
    }

    List<Association> associations() {
        return associations;
    }

    List<Correction> corrections() {
        return corrections;
    }

    List<CertificateRow> certificates() {
        return certificates;
    }

    List<ClockRow> clocks() {
        return clocks;
    }

    List<SessionRow> sessions() {
        return sessions;
    }

    List<LinkRow> links() {
        return links;
    }

    /** Entries that were stored before. */
    int repeated() {
        return repeated;
    }
}
