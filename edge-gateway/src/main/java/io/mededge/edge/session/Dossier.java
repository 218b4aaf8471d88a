package io.mededge.edge.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as its page and its run sheet show it, all of it as text.
 *
 * @param patient null when whoever looks may not be told, or the patient is not known any more; then there is no content either
 * @param left until the planned end, hours and minutes; empty unless the treatment runs
 * @param machine null when the machine has nothing to say about this session
 * @param due the next blood pressure; null unless the treatment runs
 * @param needsSignature the treatment has ended, and what is there now is not signed
 */
record Dossier(
        String id,
        long version,
        String station,
        String state,
        String shape,
        String word,
        String since,
        @Nullable NamedPatient patient,
        String day,
        String begin,
        String end,
        String started,
        String ended,
        String left,
        List<Step> steps,
        @Nullable Machine machine,
        List<TargetLine> prescription,
        List<Observed> observations,
        List<Note> notes,
        @Nullable Due due,
        List<Signed> signatures,
        boolean needsSignature,
        List<Line> audit,
        boolean erased) {
    /** @param progress done, now or open */
    record Step(String word, String progress) {}

    /** @param view agrees, unknown or disagrees @param words a sentence or two */
    record Machine(String view, String words) {}

    /** @param metric its id @param target, low, high without their unit; empty where there is none */
    record TargetLine(String metric, String display, String target, String low, String high, String unit) {}

    /** @param formerly what was written before it was corrected; empty if it was not */
    record Observed(
            int number,
            String code,
            String display,
            String value,
            String unit,
            String at,
            String input,
            String who,
            String formerly) {}

    record Note(String text, String at, String who) {
        /** Notes are about a patient. */
        @Override
        public String toString() {
            return "[note]";
        }
    }

    /** @param at ms since 1970 of the last blood pressure @param every ms after which the next is due */
    record Due(String last, String lastAt, String dueAt, long at, long every, boolean overdue) {}

    /** As it is printed everywhere. @param current whether it is of what is there now */
    record Signed(String name, String role, String at, String meaning, long version, String hash, boolean current) {}

    record Line(long version, String at, String who, String field, String before, String after, String reason) {
        /** Content may name a patient's condition. */
        @Override
        public String toString() {
            return "[audit line]";
        }
    }

    /** Whether content is shown: who is told the name is told the rest. */
    public boolean open() {
        return patient != null;
    }

    public boolean over() {
        return state.equals("closed") || state.equals("cancelled");
    }

    public boolean signed() {
        return !signatures.isEmpty();
    }

    /** Content is about a patient. */
    @Override
    public String toString() {
        return "[session]";
    }
}
