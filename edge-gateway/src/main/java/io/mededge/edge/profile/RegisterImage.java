package io.mededge.edge.profile;

import java.util.ArrayList;
import java.util.List;

/** What one poll has read: the words (or bits, as 0 and 1) of each block. Not thread-safe. */
public final class RegisterImage {
    private record Part(Block block, int[] words) {}

    private final List<Part> parts = new ArrayList<>();

    /** @param words unsigned 16-bit registers, or bits as 0 and 1 @throws IllegalArgumentException if they are not as many as the block has */
    public void put(Block block, int[] words) {
        if (words.length != block.count()) {
            throw new IllegalArgumentException(block + " has " + block.count() + " words, not " + words.length);
        }
        parts.add(new Part(block, words));
    }

    public int word(DeviceProfile.Counter counter) {
        return word(counter.area(), counter.address());
    }

    /** @throws IllegalArgumentException if it was not read */
    public int word(Point.Area area, int address) {
        for (var part : parts) {
            if (part.block().contains(area, address, 1)) {
                return part.words()[address - part.block().address()];
            }
        }
        throw new IllegalArgumentException(area + " " + address + " was not read");
    }
}
