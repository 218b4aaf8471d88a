package io.mededge.infra.broker;

import java.util.List;

/** An MQTT topic filter (MQTT 5.0, 4.7) as a set of topics. */
record TopicFilter(List<String> levels) {
    private static final String ONE = "+";
    private static final String REST = "#";

    static TopicFilter of(String filter) {
        return new TopicFilter(List.of(filter.split("/", -1)));
    }

    /** Whether every topic that {@code other} (a topic or a filter) matches is matched by this filter too. */
    boolean covers(TopicFilter other) {
        for (int i = 0; i < levels.size(); i++) {
            var mine = levels.get(i);
            if (mine.equals(REST)) {
                return true;
            }
            if (i == other.levels.size()) {
                return false;
            }
            var theirs = other.levels.get(i);
            boolean covered = mine.equals(ONE) ? !theirs.equals(REST) : mine.equals(theirs);
            if (!covered) {
                return false;
            }
        }
        return levels.size() == other.levels.size();
    }
}
