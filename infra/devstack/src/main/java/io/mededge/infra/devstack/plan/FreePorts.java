package io.mededge.infra.devstack.plan;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Gives every port of a plan that nobody chose a random free one, so that several systems can run side by side. A port of an outgoing connection's range
 * would not do: while its process restarts, a connection could take it.
 */
public final class FreePorts implements UnaryOperator<Options> {
    /** Below the range from which Linux takes the ports of outgoing connections. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int MAX_ATTEMPTS = 1_000;

    private final Project project;
    private final Set<Part> parts;
    private final Random random = new Random();

    public FreePorts(Project project, Set<Part> parts) {
        this.project = project;
        this.parts = parts;
    }

    /** @throws IllegalStateException if no free ports are found */
    @Override
    public Options apply(Options options) {
        var taken = new HashSet<Integer>();
        var chosen = options;
        for (var use : Plan.of(project, options, parts).ports()) {
            if (!options.ports().containsKey(use.name())) {
                chosen = chosen.withPort(use.name(), row(use.count(), random, taken));
            }
        }
        return chosen;
    }

    /** The first of so many neighbouring ports that nobody listens on now. @throws IllegalStateException if none are found */
    public static int first(int count) {
        return row(count, new Random(), new HashSet<>());
    }

    private static int row(int count, Random random, Set<Integer> taken) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int first = LOWEST + random.nextInt(HIGHEST - LOWEST);
            var row = IntStream.range(first, first + count).boxed().toList();
            if (row.stream().allMatch(port -> !taken.contains(port) && PortUse.isFree(port))) {
                taken.addAll(row);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row");
    }
}
