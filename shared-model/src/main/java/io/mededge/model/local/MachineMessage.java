package io.mededge.model.local;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** One message of a machine. Whether it fits the machine's profile is for the gateway to say. */
public sealed interface MachineMessage {
    /** Larger ones are refused, bytes. */
    int MAX_BYTES = 64 * 1024;

    /** Up to here every program counts exactly, also one whose numbers are doubles. */
    long MAX_ID = (1L << 53) - 1;

    int MAX_EVENT_CODE = 65_535;

    /** By which a repetition is known: above every id before it in the same topic. */
    long id();

    /** When it was so at the machine. */
    Instant time();

    /** @throws IllegalArgumentException unless there are 1 to {@link Sample#MAX_READINGS} values, each of another metric, and the id is within its bounds */
    record Measured(long id, Instant time, List<Value> values) implements MachineMessage {
        public Measured {
            check(id);
            values = List.copyOf(values);
            if (values.isEmpty() || values.size() > Sample.MAX_READINGS) {
                throw new IllegalArgumentException("a message has 1 to " + Sample.MAX_READINGS + " values");
            }
            var metrics = new HashSet<MetricId>();
            for (var value : values) {
                if (!metrics.add(value.metric())) {
                    throw new IllegalArgumentException("a message names each metric once");
                }
            }
        }
    }

    /**
     * A condition of the machine begins or ends.
     *
     * @param code the machine's own
     */
    record Happened(long id, Instant time, int code, boolean start) implements MachineMessage {
        /** @throws IllegalArgumentException if id or code is out of bounds */
        public Happened {
            check(id);
            if (code < 0 || code > MAX_EVENT_CODE) {
                throw new IllegalArgumentException("an event's code is 0 to " + MAX_EVENT_CODE);
            }
        }
    }

    /**
     * @param number meaningless if the quality is {@link Quality#INVALID}
     * @param unit UCUM; empty if the message does not say it
     */
    record Value(MetricId metric, double number, Quality quality, String unit) {
        private static final int MAX_UNIT = 24;

        /** @throws IllegalArgumentException if the number is not finite or the unit too long */
        public Value {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("a value must be a finite number");
            }
            if (unit.length() > MAX_UNIT) {
                throw new IllegalArgumentException("a unit has at most " + MAX_UNIT + " characters");
            }
        }
    }

    private static void check(long id) {
        if (id < 1 || id > MAX_ID) {
            throw new IllegalArgumentException("the id of a message is 1 to " + MAX_ID);
        }
    }
}
