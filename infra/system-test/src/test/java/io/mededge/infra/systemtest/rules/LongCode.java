package io.mededge.infra.systemtest.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The dated list of files and methods that are longer than they may be. It may only shrink: an entry names the exact number of lines, so it changes
 * with every change of the code and growing shows in the review; it goes when the code is short enough; and none may be dated after the list was closed.
 */
record LongCode(Map<String, Entry> entries) {
    /** After this day no entry may be added. */
    static final LocalDate CLOSED = LocalDate.of(2026, 11, 30);

    private static final Pattern LINE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}) (\\S+) (\\d+)");

    record Entry(LocalDate since, int lines) {}

    /** Reads lines {@code date path[#method] lines}; those that start with # are comments. */
    static LongCode parse(String list) {
        var entries = new TreeMap<String, Entry>();
        for (var line : list.lines()
                .filter(text -> !text.isBlank() && !text.startsWith("#"))
                .toList()) {
            var match = LINE.matcher(line);
            if (!match.matches()) {
                throw new IllegalArgumentException("not 'date path lines': " + line);
            }
            entries.put(match.group(2), new Entry(LocalDate.parse(match.group(1)), Integer.parseInt(match.group(3))));
        }
        return new LongCode(entries);
    }

    /** @param found what is too long now, as {@link TidinessRules#tooLong} gives it */
    List<String> findings(List<String> found) {
        var findings = new ArrayList<String>();
        var gone = new HashSet<>(entries.keySet());
        for (var finding : found) {
            var place = finding.substring(0, finding.lastIndexOf(' '));
            var lines = Integer.parseInt(finding.substring(finding.lastIndexOf(' ') + 1));
            var entry = entries.get(place);
            gone.remove(place);
            if (entry == null) {
                findings.add(place + " has " + lines + " lines: split it");
            } else if (entry.lines() != lines) {
                findings.add(place + " has " + lines + " lines, the list says " + entry.lines());
            } else if (entry.since().isAfter(CLOSED)) {
                findings.add(place + " was listed after the list was closed");
            }
        }
        gone.forEach(place -> findings.add(place + " is short enough: take it off the list"));
        return findings;
    }
}
