package io.mededge.regional.fhir;

import io.mededge.regional.fhir.ObservationStore.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a page of Observations ended. Minutes stay where they are, so a position is enough for them; a latest Observation moves forward with each
 * sample, perhaps past the position, so those delivered are remembered by their signals' numbers: none is lost between two pages and none comes twice.
 *
 * @param at time of the last entry, microseconds since 1970
 * @param signal of the last minute; beyond all signals' numbers if the last entry was no minute
 * @param skip how many of the Observations of that last minute and signal have been delivered, if not all: a minute that was corrected has several; 0: all
 * @param delivered signals whose latest Observation was on this page or one before
 */
record ObservationCursor(long at, long signal, int skip, SortedSet<Long> delivered) {
    private static final int MAX_SKIP = PatientStore.MAX_CORRECTIONS + 1;

    ObservationCursor(long at, long signal, SortedSet<Long> delivered) {
        this(at, signal, 0, delivered);
    }

    /** In the midst of the Observations of a minute. */
    ObservationCursor within(Key key, int delivered) {
        return new ObservationCursor(key.at(), key.signal().number(), delivered, this.delivered);
    }

    /** How many Observations of the first key of a page to leave out. */
    int skipOf(Key first) {
        return !first.latest() && first.at() == at && first.signal().number() == signal ? skip : 0;
    }

    /** Beyond this number in a minute that begins at the position. */
    long beyondSignal(SearchOrder order) {
        if (skip == 0) {
            return signal;
        }
        return order == SearchOrder.NEWEST_FIRST ? signal + 1 : signal - 1;
    }

    static ObservationCursor start(SearchOrder order) {
        return switch (order) {
            case NEWEST_FIRST -> new ObservationCursor(TimeSpan.ALWAYS.last(), Long.MAX_VALUE, new TreeSet<>());
            case OLDEST_FIRST -> new ObservationCursor(TimeSpan.ALWAYS.first(), 0, new TreeSet<>());
        };
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        write(bytes, at - TimeSpan.ALWAYS.first());
        write(bytes, signal);
        write(bytes, skip);
        // signals of a device have neighbouring numbers: runs of (distance, length) take a byte or two each
        var previous = 0L;
        for (var from = delivered.iterator(); from.hasNext(); ) {
            var first = from.next();
            var last = first;
            while (delivered.contains(last + 1)) {
                last = from.next();
            }
            write(bytes, first - previous);
            write(bytes, last - first);
            previous = last;
        }
        return bytes.toByteArray();
    }

    /** Empty if the bytes are no cursor. */
    static Optional<ObservationCursor> decode(byte[] encoded) {
        var bytes = new ByteArrayInputStream(encoded);
        var at = read(bytes) + TimeSpan.ALWAYS.first();
        var signal = read(bytes);
        var skip = read(bytes);
        if (skip < 0 || skip > MAX_SKIP) {
            return Optional.empty();
        }
        var delivered = new TreeSet<Long>();
        var previous = 0L;
        while (bytes.available() > 0) {
            var first = previous + read(bytes);
            var last = first + read(bytes);
            if (first < 0 || last < first || last - first > ObservationSearch.MAX_SIGNALS) {
                return Optional.empty();
            }
            for (var number = first; number <= last; number++) {
                delivered.add(number);
            }
            previous = last;
        }
        return Optional.of(new ObservationCursor(at, signal, (int) skip, delivered));
    }

    private static void write(ByteArrayOutputStream bytes, long number) {
        var rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private static long read(ByteArrayInputStream bytes) {
        var number = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            var next = bytes.read();
            number |= (next & 0x7FL) << shift;
            if (next < 0 || (next & 0x80) == 0) {
                break;
            }
        }
        return number;
    }
}
