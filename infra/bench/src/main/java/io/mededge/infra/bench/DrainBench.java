package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A backlog of days drains while 52 machines are polled twice a second: how fast, and what that costs what is new and an alarm. Once over a line that carries
 * what this machine carries, once over 64 kbit/s with fewer machines. Each time what is new is measured first without a backlog, on the same machines, line and
 * broker. The gateway has been running without the line for a while when the line comes back, as after an outage.
 */
final class DrainBench {
    private static final int POLLS_OF_72_HOURS = 27_000_000;
    private static final int POLLS = 500_000;
    /** Records a second; at the gateway's default the long run would take an hour and a half. */
    private static final int CEILING_OF_LONG = 20_000;

    private static final int MACHINES = 52;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration WARM_UP = Duration.ofSeconds(25);
    private static final Duration ALONE = Duration.ofSeconds(40);

    private static final int SLOW_MACHINES = 6;
    private static final Duration SLOW_POLL = Duration.ofSeconds(2);
    private static final int SLOW_BYTES_PER_SECOND = 8_000;
    private static final Duration SLOW = Duration.ofSeconds(90);
    private static final int SLOW_POLLS = 60_000;

    private static final double LIMIT_TIMES_LIVE_RATE = 10;
    private static final double LIMIT_TIMES_P99 = 2;
    private static final double LIMIT_ALARM_MILLIS = 1_000;
    private static final double LIMIT_MIB = 300;
    private static final Duration ALARM_EVERY = Duration.ofMillis(490);
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration DRAIN_LIMIT = Duration.ofHours(2);
    private static final int FILL_HOURS = 3;
    private static final int SECONDS_OF_NEWEST = 60;

    private final Path folder;
    private final int polls;
    private final int ceiling;
    private final PrintStream out;

    private record Setting(String name, int machines, Duration poll, int bytesPerSecond) {
        double liveRate() {
            return machines * 1_000.0 / poll.toMillis();
        }

        int newest() {
            return (int) (SECONDS_OF_NEWEST * 1_000 / poll.toMillis());
        }
    }

    private record Outcome(DrainTally.Result tally, double residentMib, double readySeconds) {
        double p99() {
            return new Distribution(tally.liveMillis()).percentile(99);
        }
    }

    /** @param isLong all of 72 hours of the reference facility, some half an hour */
    DrainBench(Path folder, boolean isLong, PrintStream out) {
        this.folder = folder;
        this.polls = isLong ? POLLS_OF_72_HOURS : POLLS;
        this.ceiling = isLong ? CEILING_OF_LONG : LoneGateway.Load.USUAL_CEILING;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        var fast = new Setting("fast", MACHINES, POLL, 0);
        var slow = new Setting("slow", SLOW_MACHINES, SLOW_POLL, SLOW_BYTES_PER_SECOND);
        out.printf(
                "%d machines of %d registers every %d ms, mosquitto, backlog of %,d polls, ceiling %,d a second%n",
                MACHINES, CountingMachines.REGISTERS, POLL.toMillis(), polls, ceiling);
        var held = compare(fast, polls, Duration.ZERO);
        out.printf(
                "%n%d machines every %d ms over %d bytes/s, backlog of %,d polls, watched for %d s%n",
                SLOW_MACHINES, SLOW_POLL.toMillis(), SLOW_BYTES_PER_SECOND, SLOW_POLLS, SLOW.toSeconds());
        return held & compare(slow, SLOW_POLLS, SLOW);
    }

    /** @param watch how long to look at the drain; zero for until it is done */
    private boolean compare(Setting setting, int backlog, Duration watch) throws IOException, InterruptedException {
        var alone = measure(setting, 0, watch.isZero() ? ALONE : watch);
        var perMachine = backlog / setting.machines();
        fill(setting, perMachine);
        var during = measure(setting, perMachine, watch);
        var tally = during.tally();
        var rate = tally.drained() / tally.seconds();
        out.printf("what is new, alone: %s%n", new Distribution(alone.tally().liveMillis()));
        out.printf("beside the backlog: %s%n", new Distribution(tally.liveMillis()));
        out.printf(
                "%,d of %,d records drained in %.1f s; %d twice, %d out of order; the newest of every machine after %.1f s; ready %.1f s after the start%n",
                tally.drained(),
                (long) perMachine * setting.machines(),
                tally.seconds(),
                tally.twice(),
                tally.disorder(),
                tally.newestSeconds(),
                during.readySeconds());
        if (watch.isZero()) {
            out.printf("27 million polls at that rate: %.0f min%n", POLLS_OF_72_HOURS / rate / 60);
            ratio("drained, times the live rate (more is better)", rate / setting.liveRate(), LIMIT_TIMES_LIVE_RATE);
        } else {
            ratio("drained, times the live rate", rate / setting.liveRate(), 1);
        }
        ratio("p99 of what is new, times that alone", during.p99() / alone.p99(), LIMIT_TIMES_P99);
        ratio(
                "slowest of %d alarms after their poll, ms".formatted(tally.alarms()),
                tally.worstAlarmMillis(),
                LIMIT_ALARM_MILLIS);
        ratio("memory, MiB", during.residentMib(), LIMIT_MIB);
        var isWhole = !watch.isZero() || tally.drained() == (long) perMachine * setting.machines();
        var isFast = !watch.isZero() || rate >= LIMIT_TIMES_LIVE_RATE * setting.liveRate();
        return isWhole
                && isFast
                && tally.twice() == 0
                && tally.disorder() == 0
                && tally.alarms() > 0
                && during.p99() <= LIMIT_TIMES_P99 * alone.p99()
                && tally.worstAlarmMillis() <= LIMIT_ALARM_MILLIS
                && during.residentMib() <= LIMIT_MIB;
    }

    private void ratio(String what, double value, double limit) {
        out.printf(Locale.ROOT, "%-48s %,10.2f = %.2f of the limit%n", what, value, value / limit);
    }

    private Path place(Setting setting, int filled) {
        return folder.resolve(setting.name() + (filled == 0 ? "-alone" : "-backlog"));
    }

    /** Appends it as a gateway does, in a process of its own. */
    private void fill(Setting setting, int perMachine) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        var filling = GatewayCode.start(
                JournalFill.class,
                List.of(
                        LoneGateway.data(place(setting, perMachine))
                                .resolve("journal")
                                .toString(),
                        "region-1",
                        "facility-1",
                        "gateway-1",
                        Integer.toString(setting.machines()),
                        Integer.toString(perMachine),
                        Integer.toString(CountingMachines.REGISTERS),
                        Long.toString(setting.poll().toMillis())),
                ProcessBuilder.Redirect.INHERIT);
        if (!filling.waitFor(FILL_HOURS, TimeUnit.HOURS) || filling.exitValue() != 0) {
            filling.destroyForcibly();
            throw new IOException("the journal could not be filled; is the gateway built?");
        }
        out.printf("filled in %.0f s%n", (System.nanoTime() - begun) / 1e9);
    }

    private Outcome measure(Setting setting, int filled, Duration watch) throws IOException, InterruptedException {
        var place = place(setting, filled);
        try (var machines = new CountingMachines(setting.machines());
                var broker = new Mosquitto(place);
                var link = new Link(broker.port(), setting.bytesPerSecond())) {
            var tally = new DrainTally(machines, filled, setting.newest());
            var load = new LoneGateway.Load(
                    machines.ports(),
                    setting.poll(),
                    LoneGateway.Profile.COUNTING,
                    LoneGateway.Load.plain(link.port(), 10, ceiling));
            var begun = System.nanoTime();
            try (var tap = new MqttTap(broker.port(), "devices/#", tally);
                    var gateway = new LoneGateway(place, load)) {
                gateway.awaitReady();
                var ready = (System.nanoTime() - begun) / 1e9;
                var resident = filled > 0 ? warmUp(gateway) : 0;
                link.up();
                if (filled == 0) {
                    awaitMachines(tally, setting, gateway);
                    resident = warmUp(gateway);
                } else {
                    awaitDrain(tally, gateway);
                }
                tally.begin();
                resident = Math.max(resident, watch(machines, tally, gateway, watch));
                tap.check();
                return new Outcome(tally.result(), resident, ready);
            }
        }
    }

    /** Returns the resident memory. */
    private static double warmUp(LoneGateway gateway) throws IOException, InterruptedException {
        Thread.sleep(WARM_UP.toMillis());
        return ProcessUsage.of(gateway.pid()).residentMib();
    }

    /** Raises alarms until the time is over, or the backlog is drained if no time is given. Returns the largest resident memory. */
    private static double watch(CountingMachines machines, DrainTally tally, LoneGateway gateway, Duration watch)
            throws IOException, InterruptedException {
        var resident = 0.0;
        var until = System.nanoTime() + (watch.isZero() ? DRAIN_LIMIT : watch).toNanos();
        var pid = gateway.pid();
        for (var i = 0; System.nanoTime() - until < 0 && !(watch.isZero() && tally.isDrained()); i++) {
            machines.alarm(i % machines.ports().size());
            Thread.sleep(ALARM_EVERY.toMillis());
            resident = Math.max(resident, ProcessUsage.of(pid).residentMib());
        }
        return resident;
    }

    private static void awaitMachines(DrainTally tally, Setting setting, LoneGateway gateway)
            throws IOException, InterruptedException {
        var giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (tally.machinesHeard() < setting.machines()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IOException("not all machines were heard of\n" + gateway.lastLines());
            }
            Thread.sleep(100);
        }
    }

    private static void awaitDrain(DrainTally tally, LoneGateway gateway) throws IOException, InterruptedException {
        var giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!tally.hasBegun()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IOException("nothing of the backlog arrives\n" + gateway.lastLines());
            }
            Thread.sleep(10);
        }
    }
}
