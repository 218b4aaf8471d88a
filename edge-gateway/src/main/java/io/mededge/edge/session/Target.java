package io.mededge.edge.session;

import io.mededge.model.id.MetricId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One line of a prescription: what is aimed at, and the limits within which staff may move it. @param target null where only limits are prescribed */
public record Target(
        MetricId what,
        @Nullable Quantity target,
        @Nullable Quantity low,
        @Nullable Quantity high) {
    /** @throws IllegalArgumentException if there is nothing, the units differ, or the values are not in ascending order */
    public Target {
        var given = Stream.of(low, target, high).filter(Objects::nonNull).toList();
        if (given.isEmpty()) {
            throw new IllegalArgumentException(what + " needs a target or a limit");
        }
        check(what, given);
    }

    private static void check(MetricId what, List<Quantity> ascending) {
        for (var i = 1; i < ascending.size(); i++) {
            if (!ascending.get(i).unit().equals(ascending.get(0).unit())) {
                throw new IllegalArgumentException(what + " has two units");
            }
            if (ascending.get(i).value().compareTo(ascending.get(i - 1).value()) < 0) {
                throw new IllegalArgumentException(what + " must not lie outside its limits");
            }
        }
    }
}
