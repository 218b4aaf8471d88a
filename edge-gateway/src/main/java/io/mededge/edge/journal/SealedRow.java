package io.mededge.edge.journal;

import java.util.List;

/**
 * Records as the journal stores them: ciphertext, and in the clear which records it holds. Whoever keeps a copy of it needs no key.
 *
 * @param ofOneCommit whether it is what one commit has stored, all streams together; else it is about a minute of one stream
 * @param recordedMicros gateway's clock at the commit, microseconds since 1970
 * @param key number of the key in {@code journal.keys}
 * @param contents which records, in the journal's own form
 */
public record SealedRow(boolean ofOneCommit, long recordedMicros, int key, byte[] contents, byte[] sealed) {
    /** Records of one stream without a hole. */
    public record Span(StreamKey stream, long first, long last) {}

    /** @throws IllegalArgumentException if the contents are garbled */
    public List<Span> spans() {
        return Contents.decode(contents).runs().stream()
                .map(run -> new Span(run.stream(), run.first(), run.last()))
                .toList();
    }

    /** What it needs in memory and in a copy, bytes. */
    public int size() {
        return contents.length + sealed.length;
    }
}
