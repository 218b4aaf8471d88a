package io.mededge.edge.journal;

/**
 * What one commit has stored, until it is written again as blocks of one stream each.
 *
 * @param recordedMicros gateway's clock at the commit, microseconds since 1970
 * @param committedNanos the same on the clock that never jumps; 0 for what an earlier run has left, which is old
 * @param bytes as stored
 */
record HotBlock(long id, long recordedMicros, long committedNanos, int bytes, Contents contents) {}
