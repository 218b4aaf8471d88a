package io.mededge.regional.transform;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The samples of one minute of a signal that is recorded on change, each with its own time: there is no grid, so nothing can be missing from it.
 *
 * @param start of the first value
 * @param offsets of each value after the first, milliseconds, separated by spaces
 * @param data values in plain decimals, separated by spaces, as many
 */
record SampleOffsets(Instant start, String offsets, String data) {
    /** @param samples ascending by time, at least one */
    static SampleOffsets of(List<StoredSample> samples) {
        var start = samples.get(0).at();
        return new SampleOffsets(
                start,
                samples.stream()
                        .map(sample -> Long.toString(
                                Duration.between(start, sample.at()).toMillis()))
                        .collect(Collectors.joining(" ")),
                samples.stream().map(SampleGrid::text).collect(Collectors.joining(" ")));
    }
}
