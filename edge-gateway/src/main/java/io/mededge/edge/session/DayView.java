package io.mededge.edge.session;

import io.mededge.edge.access.LogInPanel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a day shows.
 *
 * @param named whether whoever looks may be told who is treated
 * @param plan whether whoever looks may plan, and decide what the region asks for
 * @param today whether the present lies on this day
 * @param twins patients of one shift with the same initials
 */
record DayView(
        String place,
        String zone,
        LogInPanel panel,
        String day,
        String words,
        String before,
        String after,
        boolean today,
        boolean named,
        boolean plan,
        DayPlan picture,
        List<Row> rows,
        List<Need> needs,
        List<Request> requests,
        List<Twins> twins,
        List<NamedPatient> patients,
        List<String> stations,
        String begin,
        @Nullable PageMessage message,
        Map<String, String> typed) {
    /** @param next null when nothing comes next, or not by whoever looks */
    record Row(
            String id,
            long version,
            String station,
            @Nullable NamedPatient patient,
            String begin,
            String end,
            String state,
            String shape,
            String word,
            @Nullable Next next) {}

    /** @param against why it cannot be done now; empty if nothing stands against it */
    record Next(String event, String label, boolean grave, String against) {}

    /** Something that waits for a person. @param what in one or two words */
    record Need(String id, String station, String what, String words) {}

    record Request(String id, String session, String station, String words, String asked) {}

    record Twins(String initials, List<String> who) {
        /** Names patients. */
        @Override
        public String toString() {
            return "[patients]";
        }
    }

    /** What was typed into a form that was refused, else what is to be offered. */
    public String value(String form, String field, String otherwise) {
        return form.equals(typed.get("do")) ? typed.getOrDefault(field, "") : otherwise;
    }

    public String reason(Request request) {
        return request.id().equals(typed.get("request")) ? typed.getOrDefault("reason", "") : "";
    }

    /** Whether somebody is logged in and not locked. */
    public boolean live() {
        return panel.isLive();
    }

    @Override
    public String toString() {
        return "[day]";
    }
}
