package io.mededge.infra.simulator.modbus;

import java.util.Arrays;

/** What a unit answers to a read or a write. */
public sealed interface Outcome {

    /** The cells read, in address order: 0 or 1 for bits, 0 to 65535 for registers. */
    @SuppressWarnings("ArrayRecordComponent") // one short-lived answer, never compared or kept
    record Values(int[] cells) implements Outcome {}

    /** All cells were written. */
    record Written() implements Outcome {}

    /** Nothing was read or written. */
    record Refused(ExceptionCode code) implements Outcome {}

    /**
     * Reads out of one contiguous area.
     *
     * @param first address of the area's first cell
     * @param area the area's cells
     * @return the cells asked for, or exception 2 if one of them lies outside the area
     */
    static Outcome slice(int first, int[] area, int address, int count) {
        int from = address - first;
        if (from < 0 || from + count > area.length) {
            return new Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        return new Values(Arrays.copyOfRange(area, from, from + count));
    }
}
