package io.mededge.infra.bench;

import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.edge.profile.RegisterDecoder;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.outbound.Sample.Reading;
import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What the decoder costs for each value: a poll's registers are put into an image and decoded, as the poller does it. One thread and no waiting, so the time
 * is CPU time as far as the machine has a core to spare.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBench {
    private static final double LIMIT_NANOS = 150;
    private static final int MACHINE_POINTS = 27;
    private static final int PLAIN_POINTS = 20;

    private final Poll machine =
            new Poll(shipped(), MACHINE_POINTS, List.of(new Block(Area.HOLDING, 0, 10), new Block(Area.INPUT, 0, 23)));
    private final Poll plain = new Poll(plain(), PLAIN_POINTS, List.of(new Block(Area.HOLDING, 0, PLAIN_POINTS)));

    /** One poll, with the same registers each time. */
    private static final class Poll {
        private final RegisterDecoder decoder;
        private final List<Block> blocks;
        private final List<int[]> words;

        Poll(DeviceProfile profile, int points, List<Block> blocks) {
            if (profile.points().size() != points) {
                throw new IllegalStateException(
                        "the figure is per point: say " + profile.points().size());
            }
            decoder = RegisterDecoder.of(profile.points());
            this.blocks = blocks;
            var random = new Random(1);
            words = blocks.stream()
                    .map(block -> random.ints(block.count(), 0, 65_536).toArray())
                    .toList();
        }

        List<Reading> decode() {
            var image = new RegisterImage();
            for (var i = 0; i < blocks.size(); i++) {
                image.put(blocks.get(i), words.get(i));
            }
            return decoder.decode(image);
        }
    }

    /** Makes a mistake show before anything is measured. */
    @Setup
    public void check() {
        if (machineProfile().size() != MACHINE_POINTS || plainRegisters().size() != PLAIN_POINTS) {
            throw new IllegalStateException("not every point was decoded");
        }
    }

    /** A haemodialysis machine: 16 and 32 bits, signed and scaled, flags, codes, ranges. */
    @Benchmark
    @OperationsPerInvocation(MACHINE_POINTS)
    public List<Reading> machineProfile() {
        return machine.decode();
    }

    /** Twenty unsigned registers in a row without a range: the least that a point can cost. */
    @Benchmark
    @OperationsPerInvocation(PLAIN_POINTS)
    public List<Reading> plainRegisters() {
        return plain.decode();
    }

    static boolean run(PrintStream out) throws RunnerException {
        var options = new OptionsBuilder()
                .include(DecodeBench.class.getName())
                .forks(1)
                .jvmArgs("-Xmx112m", "-XX:+UseSerialGC")
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .build();
        var within = true;
        for (var result : new Runner(options).run()) {
            var nanos = result.getPrimaryResult();
            out.printf(
                    "%-16s %6.1f ± %.1f ns per point, %.2f of the limit%n",
                    nanos.getLabel(), nanos.getScore(), nanos.getScoreError(), nanos.getScore() / LIMIT_NANOS);
            within &= nanos.getScore() <= LIMIT_NANOS;
        }
        return within;
    }

    private static DeviceProfile shipped() {
        return valid(ProfileLoader.loadShipped("mededge-hd"));
    }

    private static DeviceProfile plain() {
        var yaml = new StringBuilder("profile: plain\nversion: 1\npoints:\n");
        for (var register = 0; register < PLAIN_POINTS; register++) {
            yaml.append("  - {id: r")
                    .append(register)
                    .append(", area: holding, address: ")
                    .append(register);
            yaml.append(", type: u16, unit: \"1\"}\n");
        }
        return valid(ProfileLoader.parse("plain.yaml", yaml.toString()));
    }

    private static DeviceProfile valid(ProfileLoader.Result result) {
        if (result instanceof ProfileLoader.Result.Valid valid) {
            return valid.profile();
        }
        throw new IllegalStateException(result.findings().toString());
    }
}
