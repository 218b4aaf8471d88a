package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.RandomStream;
import io.mededge.infra.simulator.modbus.WireFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Wire faults that happen by themselves: about one per station and day, at times that follow from the seed. */
final class FaultSchedule {
    private static final List<WireFault> KINDS =
            List.of(WireFault.SLOW, WireFault.GARBLED, WireFault.HALF_OPEN, WireFault.HANG, WireFault.DISCONNECT);
    private static final long HOUR_SECONDS = 3600;
    private static final double CHANCE_PER_HOUR = 0.05;

    /** A fault that begins now. */
    record Planned(WireFault fault, Duration duration) {}

    private final long seed;

    FaultSchedule(long seed) {
        this.seed = seed;
    }

    /**
     * The fault that begins at a station in this second.
     *
     * @param second real seconds since the start of the process
     */
    Optional<Planned> beginningAt(String station, long second) {
        RandomStream random = RandomStream.of(seed, station + "/faults/" + second / HOUR_SECONDS);
        boolean happens = random.chance(CHANCE_PER_HOUR);
        int startSecond = random.below((int) HOUR_SECONDS);
        WireFault fault = KINDS.get(random.below(KINDS.size()));
        Duration duration = Duration.ofSeconds(5 + random.below(26));
        return happens && startSecond == second % HOUR_SECONDS
                ? Optional.of(new Planned(fault, duration))
                : Optional.empty();
    }
}
