package io.mededge.infra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "a/b,       a/b,       true",
        "a/b,       a/c,       false",
        "a/b,       a,         false",
        "a/b,       a/b/c,     false",
        "a/+/c,     a/b/c,     true",
        "a/+/c,     a/+/c,     true",
        "a/+/c,     a/#,       false",
        "a/+,       a/#,       false",
        "a/b,       a/+,       false",
        "a/#,       a/b/c,     true",
        "a/#,       a/+/c,     true",
        "a/#,       a/#,       true",
        "a/#,       a,         true",
        "a/#,       #,         false",
        "a/#,       +/b,       false",
        "a/#,       ab/c,      false",
        "a/+,       a/,        true",
    })
    void coversExactlyWhatItMatches(String granted, String wanted, boolean covered) {
        assertThat(TopicFilter.of(granted).covers(TopicFilter.of(wanted))).isEqualTo(covered);
    }
}
