package io.mededge.infra.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Which numbers that machines gave are nowhere, and whether that may be after a {@code kill -9}. Nothing here is a tolerance; it follows from three facts: the
 * gateway hands a poll to the journal before it asks that machine again; the journal commits in the order in which it was handed records, of all machines; and
 * what is committed is durable. So of what the killed process was answered, a missing number n of machine A is excusable only if
 *
 * <ul>
 *   <li>no later answer to that process by A is there: what is missing is the end, and
 *   <li>A's answer n + 1 was not given before the newest answer of any machine that is durable, or there is none. Else n was handed over before that newest one
 *       and must have been committed before it.
 * </ul>
 *
 * Elsewhere only an answer is excusable that the gateway did not wait for any more: given when the next request was here already, or followed by one that came
 * as late as the gateway's timeout.
 */
final class MissingNumbers {
    /** {@code gateway.modbus.timeout}, less what clocks and threads may differ. */
    private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(990);

    private final List<CountingMachines.Answers> machines;
    private final long deadNanos;
    private final List<Set<Long>> present = new ArrayList<>();

    enum Why {
        NOT_COMMITTED_AT_THE_KILL,
        ANSWERED_AFTER_THE_TIMEOUT,
        LOST
    }

    /**
     * @param millisBeforeDeath when the machine gave it, before the killed process was surely dead; negative for after
     * @param pollsBeforeDeath how many answers the machine gave between it and that moment; negative for after
     */
    record Missing(int machine, long number, double millisBeforeDeath, long pollsBeforeDeath, Why why) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "missing: number %d of m-%d, %.1f ms and %d polls before the gateway was dead: %s",
                    number,
                    machine,
                    millisBeforeDeath,
                    pollsBeforeDeath,
                    why);
        }
    }

    MissingNumbers(List<CountingMachines.Answers> machines, long deadNanos) {
        this.machines = List.copyOf(machines);
        this.deadNanos = deadNanos;
        for (var machine = 0; machine < machines.size(); machine++) {
            present.add(new HashSet<>());
        }
    }

    /** These numbers arrived. */
    void has(int machine, Collection<Long> numbers) {
        present.get(machine).addAll(numbers);
    }

    /** When the newest durable answer to the killed process was given, before that was dead. */
    double commitDelayMillis() {
        return newestDurable().isPresent() ? (deadNanos - newestDurable().getAsLong()) / 1e6 : Double.NaN;
    }

    private OptionalLong newestDurable() {
        var newest = OptionalLong.empty();
        for (var machine = 0; machine < present.size(); machine++) {
            for (var number : new TreeSet<>(present.get(machine)).descendingSet()) {
                var given = machines.get(machine).nanos(number);
                if (given.isPresent() && given.getAsLong() - deadNanos <= 0) {
                    if (newest.isEmpty() || given.getAsLong() - newest.getAsLong() > 0) {
                        newest = given;
                    }
                    break;
                }
            }
        }
        return newest;
    }

    /** All that is missing up to these numbers. */
    List<Missing> upTo(long[] numbers) {
        var newest = newestDurable();
        var missing = new ArrayList<Missing>();
        for (var machine = 0; machine < numbers.length; machine++) {
            var lastBefore = lastBeforeDeath(machine, numbers[machine]);
            for (var number = 1L; number <= numbers[machine]; number++) {
                if (!present.get(machine).contains(number)) {
                    var given = machines.get(machine).nanos(number);
                    missing.add(new Missing(
                            machine,
                            number,
                            given.isPresent() ? (deadNanos - given.getAsLong()) / 1e6 : Double.NaN,
                            lastBefore - number,
                            why(machine, number, lastBefore, newest)));
                }
            }
        }
        return missing;
    }

    private long lastBeforeDeath(int machine, long last) {
        for (var number = last; number > 0; number--) {
            var given = machines.get(machine).nanos(number);
            if (given.isPresent() && given.getAsLong() - deadNanos <= 0) {
                return number;
            }
        }
        return 0;
    }

    private Why why(int machine, long number, long lastBefore, OptionalLong newestDurable) {
        var answers = machines.get(machine);
        var given = answers.nanos(number);
        var next = answers.nanos(number + 1);
        if (answers.wasLate(number)
                || given.isPresent()
                        && next.isPresent()
                        && number != lastBefore
                        && next.getAsLong() - given.getAsLong() >= TIMEOUT_NANOS) {
            return Why.ANSWERED_AFTER_THE_TIMEOUT;
        }
        var isTheEnd = number <= lastBefore
                && LongStream.rangeClosed(number, lastBefore).noneMatch(present.get(machine)::contains);
        var wasHandedOverEarlier = number < lastBefore
                && next.isPresent()
                && newestDurable.isPresent()
                && next.getAsLong() - newestDurable.getAsLong() < 0;
        return isTheEnd && !wasHandedOverEarlier ? Why.NOT_COMMITTED_AT_THE_KILL : Why.LOST;
    }
}
