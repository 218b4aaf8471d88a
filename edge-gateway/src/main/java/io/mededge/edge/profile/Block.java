package io.mededge.edge.profile;

/**
 * What one request reads: neighbouring registers or bits of one table.
 *
 * @param address the first, 0-based
 * @param count at most {@link Point.Area#maxPerRequest()}
 */
public record Block(Point.Area area, int address, int count) {
    /** @throws IllegalArgumentException if one request cannot read it */
    public Block {
        if (count < 1 || count > area.maxPerRequest() || address < 0 || address + count > 65_536) {
            throw new IllegalArgumentException("no request can read " + count + " from " + area + " " + address);
        }
    }

    boolean contains(Point.Area otherArea, int first, int length) {
        return area == otherArea && address <= first && first + length <= address + count;
    }
}
