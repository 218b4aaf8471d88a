package io.mededge.edge.journal;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction will store, numbered; nothing of it counts before the commit. Gaps are woven in: the end of a gap comes before the first sample that
 * is stored again.
 */
final class CommitGroup {
    private final HotBlocks hot;
    private final OpenGaps gaps;
    private final Instant now;
    private final Map<StreamKey, Long> lastByStream = new HashMap<>();
    private final Map<StreamKey, List<Entry>> entriesByStream = new LinkedHashMap<>();
    private final List<Stored> stored = new ArrayList<>();
    private final List<JournalWriter.Append> refused = new ArrayList<>();
    private final List<OpenGaps.Due> storedGaps = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    record Stored(JournalWriter.Append append, List<Entry> entries) {}

    record Told(StreamKey stream, Entry entry) {}

    CommitGroup(HotBlocks hot, OpenGaps gaps, InstantSource clock) {
        this.hot = hot;
        this.gaps = gaps;
        this.now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    void add(List<JournalWriter.Append> appends, boolean samples, boolean events) {
        for (var append : appends) {
            if (hasSample(append) ? samples : events) {
                add(append);
            } else {
                refused.add(append);
                noteGap(append, FaultCode.JOURNAL_FULL, gaps);
            }
        }
        for (var beginning : gaps.beginnings()) {
            addGap(beginning);
        }
    }

    private void add(JournalWriter.Append append) {
        var entries = new ArrayList<Entry>(append.items().size());
        for (var item : append.items()) {
            if (item.body() instanceof Sample) {
                gaps.end(append.key(), item.at(), append.nanos())
                        .filter(end -> !storedGaps.contains(end))
                        .ifPresent(this::addGap);
            }
            entries.add(number(append.key(), item.at(), item.body()));
        }
        stored.add(new Stored(append, entries));
    }

    private void addGap(OpenGaps.Due due) {
        var ended = storedGaps.stream()
                .anyMatch(other ->
                        other.stream().equals(due.stream()) && other.at().equals(due.at()));
        if (!ended) {
            storedGaps.add(due);
            number(due.stream(), due.at(), due.gap());
        }
    }

    private Entry number(StreamKey key, Instant at, RegionBound body) {
        var sequence = lastByStream.computeIfAbsent(key, this::lastCommitted) + 1;
        lastByStream.put(key, sequence);
        var entry = new Entry(sequence, at.truncatedTo(ChronoUnit.MICROS), now, body);
        entriesByStream.computeIfAbsent(key, unseen -> new ArrayList<>()).add(entry);
        told.add(new Told(key, entry));
        return entry;
    }

    private long lastCommitted(StreamKey key) {
        var state = hot.streams().get(key);
        return state == null ? 0 : state.lastSequence();
    }

    /** Only a sample of a poll is gone when it is refused; what moves a mark is read from the machine again. */
    static void noteGap(JournalWriter.Append append, FaultCode fault, OpenGaps gaps) {
        if (append.marks().isEmpty()) {
            append.items().stream()
                    .filter(item -> item.body() instanceof Sample)
                    .findFirst()
                    .ifPresent(item -> gaps.refused(
                            append.key(), item.at().truncatedTo(ChronoUnit.MICROS), append.nanos(), fault));
        }
    }

    private static boolean hasSample(JournalWriter.Append append) {
        return append.items().stream().anyMatch(item -> item.body() instanceof Sample);
    }

    List<BlockForm.Section> sections() {
        var sections = new ArrayList<BlockForm.Section>();
        entriesByStream.forEach((stream, entries) -> {
            for (var from = 0; from < entries.size(); from += BlockForm.MAX_ENTRIES) {
                var to = Math.min(entries.size(), from + BlockForm.MAX_ENTRIES);
                sections.add(new BlockForm.Section(stream, entries.subList(from, to)));
            }
        });
        return sections;
    }

    Instant now() {
        return now;
    }

    List<Stored> stored() {
        return stored;
    }

    List<JournalWriter.Append> refused() {
        return refused;
    }

    List<OpenGaps.Due> storedGaps() {
        return storedGaps;
    }

    /** In the order of their numbers, gaps among them. */
    List<Told> told() {
        return told;
    }
}
