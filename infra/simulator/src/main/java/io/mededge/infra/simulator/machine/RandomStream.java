package io.mededge.infra.simulator.machine;

/**
 * A named stream of random numbers (SplitMix64). Each part of a station draws from a stream of its own, so that one part drawing more
 * numbers never changes another. Written out here because the JDK does not promise the same normal deviates in each release.
 */
public final class RandomStream {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private RandomStream(long state) {
        this.state = state;
    }

    /** The stream of this name under this seed. */
    public static RandomStream of(long seed, String name) {
        long hash = 0xCBF29CE484222325L; // FNV-1a
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return new RandomStream(mix(mix(seed + GOLDEN_GAMMA) ^ hash));
    }

    /** Uniform in [0, 1). */
    public double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 to {@code bound} - 1. */
    public int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** About normal with mean 0 and deviation 1: 64 coin tosses, smoothed, without a transcendental function. */
    double normal() {
        return (Long.bitCount(next()) - 32 + uniform() - 0.5) / 4;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
