package io.mededge.edge.profile;

import java.util.Arrays;

/** What one poll has read: the words (or bits, as 0 and 1) of each block. Not thread-safe. */
public final class RegisterImage {
    private Block[] blocks = new Block[4];
    /** Where the words of each block begin. */
    private int[] starts = new int[4];

    private int[] words = new int[64];
    private int count;
    private int used;

    /** @param read unsigned 16-bit registers, or bits as 0 and 1 @throws IllegalArgumentException if they are not as many as the block has */
    public void put(Block block, int[] read) {
        if (read.length != block.count()) {
            throw new IllegalArgumentException(block + " has " + block.count() + " words, not " + read.length);
        }
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        if (used + read.length > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, used + read.length));
        }
        blocks[count] = block;
        starts[count++] = used;
        System.arraycopy(read, 0, words, used, read.length);
        used += read.length;
    }

    public int word(DeviceProfile.Counter counter) {
        return word(counter.area(), counter.address());
    }

    /** @throws IllegalArgumentException if it was not read */
    public int word(Point.Area area, int address) {
        return words[place(area, address, 1)];
    }

    /** Where in {@link #words()} a run of registers begins. @throws IllegalArgumentException if it was not read in one block */
    int place(Point.Area area, int address, int length) {
        for (var i = 0; i < count; i++) {
            if (blocks[i].contains(area, address, length)) {
                return starts[i] + address - blocks[i].address();
            }
        }
        throw new IllegalArgumentException(area + " " + address + " was not read");
    }

    /** All words in the order of the blocks; the array may be longer. */
    int[] words() {
        return words;
    }

    /** The blocks in the order in which they were put. */
    Block[] layout() {
        return Arrays.copyOf(blocks, count);
    }

    /** Whether these blocks and no others were put, so that every register is where it was in an image with that layout. */
    boolean hasLayout(Block[] layout) {
        if (layout.length != count) {
            return false;
        }
        for (var i = 0; i < count; i++) {
            if (blocks[i] != layout[i] && !blocks[i].equals(layout[i])) {
                return false;
            }
        }
        return true;
    }
}
