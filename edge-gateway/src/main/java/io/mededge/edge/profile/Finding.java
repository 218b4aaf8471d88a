package io.mededge.edge.profile;

/**
 * Something that is wrong, or doubtful, in a profile file.
 *
 * @param line from 1; 0 when it is about the file as a whole
 * @param place in the document, for example {@code points venous-pressure}; empty for the top level
 * @param what one sentence without a full stop
 */
public record Finding(String file, int line, String place, Rule rule, String what) {
    /** What a finding does to the profile. */
    public enum Severity {
        /** The profile is refused. */
        ERROR,
        /** The profile runs; somebody should look. */
        WARNING
    }

    public Severity severity() {
        return rule.severity();
    }

    /** {@code file:line: place: what}. */
    public String headline() {
        return file + (line == 0 ? "" : ":" + line) + ": " + (place.isEmpty() ? "" : place + ": ") + what;
    }

    /** What, which rule, why and what to do, in one line. */
    public String sentence() {
        return headline() + " (" + rule.id() + "). " + rule.why() + " " + rule.remedy();
    }
}
