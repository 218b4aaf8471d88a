package io.mededge.edge;

import io.mededge.edge.adt.AdtIntake;
import io.mededge.edge.adt.AdtState;
import io.mededge.edge.backup.Backup;
import io.mededge.edge.broker.FacilityIntake;
import io.mededge.edge.clock.ClockWatch;
import io.mededge.edge.completeness.RegionAnswers;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.modbus.ModbusPoller;
import io.mededge.edge.modbus.PollStatistics;
import io.mededge.edge.uplink.Uplink;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.telemetry.Comparison;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the features count, under the names that dashboards and alerts use. */
@Singleton
final class GatewayMetrics {
    void bind(
            @Observes StartupEvent event,
            MeterRegistry registry,
            Faults faults,
            ModbusPoller poller,
            Journal journal,
            Uplink uplink,
            FacilityIntake intake,
            AdtIntake adt,
            ClockWatch clockWatch,
            RegionAnswers answers,
            EdgeGateway gateway) {
        for (var code : FaultCode.values()) {
            FunctionCounter.builder("mededge.faults", faults, all -> all.total(code))
                    .tag("fault", code.label())
                    .register(registry);
        }
        bindPolls(registry, poller.statistics());
        bindIntake(registry, intake);
        bindAdt(registry, adt);
        bindTrust(registry, clockWatch, answers);
        Gauge.builder("mededge.journal.entries", journal, Journal::unacknowledged)
                .description("Records that wait for the region's acknowledgement")
                .register(registry);
        Gauge.builder("mededge.journal.used.bytes", journal, Journal::usedBytes).register(registry);
        Gauge.builder("mededge.journal.former.entries", gateway.formers(), FormerJournals::unacknowledged)
                .description("Records of earlier epochs that wait for the region's acknowledgement")
                .register(registry);
        gateway.backup().ifPresent(backup -> bindBackup(registry, backup));
        Gauge.builder("mededge.uplink.connected", uplink, all -> all.state().connected() ? 1 : 0)
                .register(registry);
        Gauge.builder("mededge.uplink.standby", uplink, all -> all.isAtStandby() ? 1 : 0)
                .description("1 while a standby broker takes the place of home")
                .register(registry);
        Gauge.builder(
                        "mededge.uplink.oldest.unacknowledged.seconds",
                        uplink,
                        all -> all.state().oldestUnacknowledged().toMillis() / 1e3)
                .register(registry);
        FunctionCounter.builder("mededge.uplink.sent", uplink, Uplink::sent)
                .description("Records sent, each time that they were sent")
                .register(registry);
        FunctionCounter.builder("mededge.uplink.acknowledged", uplink, Uplink::acknowledged)
                .register(registry);
        FunctionCounter.builder("mededge.uplink.acknowledgements.stale", uplink, Uplink::staleAcknowledgements)
                .description("Acknowledgements for a journal that is no more")
                .register(registry);
    }

    private static void bindIntake(MeterRegistry registry, FacilityIntake intake) {
        Gauge.builder("mededge.broker.connected", intake, all -> all.state().connected() ? 1 : 0)
                .description("Whether the facility's own broker is there")
                .register(registry);
        Gauge.builder("mededge.broker.waiting", intake, FacilityIntake::waiting)
                .description("Messages of machines that are not durable yet")
                .register(registry);
        bindMessages(registry, intake, "stored", FacilityIntake::stored);
        bindMessages(registry, intake, "repeated", FacilityIntake::repeated);
        bindMessages(registry, intake, "refused", FacilityIntake::refused);
        bindMessages(registry, intake, "dropped", FacilityIntake::dropped);
    }

    private static void bindMessages(
            MeterRegistry registry, FacilityIntake intake, String outcome, ToDoubleFunction<FacilityIntake> count) {
        FunctionCounter.builder("mededge.broker.messages", intake, count)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static void bindAdt(MeterRegistry registry, AdtIntake adt) {
        Gauge.builder("mededge.adt.connections", adt, AdtIntake::connected).register(registry);
        Gauge.builder(
                        "mededge.adt.old.tls",
                        adt,
                        all -> all.state().transport() == AdtState.Transport.OLD_TLS_ALLOWED ? 1 : 0)
                .description("1 while the hospital's system may use TLS 1.2")
                .register(registry);
        bindAdt(registry, adt, "accepted", AdtIntake::accepted);
        bindAdt(registry, adt, "wrong", AdtIntake::wrong);
        bindAdt(registry, adt, "rejected", AdtIntake::rejected);
        bindAdt(registry, adt, "repeated", AdtIntake::repeated);
    }

    private static void bindAdt(
            MeterRegistry registry, AdtIntake adt, String outcome, ToDoubleFunction<AdtIntake> count) {
        FunctionCounter.builder("mededge.adt.messages", adt, count)
                .tag("outcome", outcome)
                .description("Messages of the hospital's system; a repeated one counts as such and as it was answered")
                .register(registry);
    }

    private static void bindBackup(MeterRegistry registry, Backup backup) {
        Gauge.builder("mededge.backup.lag.seconds", backup, all -> all.lag().toMillis() / 1e3)
                .description("For how long the backup has not had everything")
                .register(registry);
        Gauge.builder("mededge.backup.bytes", backup, Backup::bytes).register(registry);
        Gauge.builder("mededge.backup.failing", backup, all -> all.failing().isPresent() ? 1 : 0)
                .register(registry);
    }

    private static void bindTrust(MeterRegistry registry, ClockWatch clockWatch, RegionAnswers answers) {
        for (var trust : ClockTrust.values()) {
            Gauge.builder("mededge.clock.trust", clockWatch, watch -> watch.trust() == trust ? 1 : 0)
                    .tag("trust", trust.name().toLowerCase(Locale.ROOT))
                    .description("1 for how far the gateway's clock may be believed now")
                    .register(registry);
        }
        for (var verdict : Comparison.Verdict.values()) {
            FunctionCounter.builder("mededge.completeness.ranges", answers, all -> all.ranges(verdict))
                    .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                    .description("Certified ranges by what the region found when it compared them with its rows")
                    .register(registry);
        }
        FunctionCounter.builder("mededge.completeness.sent.again", answers, RegionAnswers::sentAgain)
                .description("Records that the region lacks and that were asked for again, each time")
                .register(registry);
    }

    private static void bindPolls(MeterRegistry registry, PollStatistics polls) {
        FunctionCounter.builder("mededge.polls", polls, PollStatistics::succeeded)
                .tag("outcome", "polled")
                .register(registry);
        FunctionCounter.builder("mededge.polls", polls, PollStatistics::failed)
                .tag("outcome", "failed")
                .register(registry);
        FunctionCounter.builder("mededge.polls", polls, PollStatistics::missed)
                .tag("outcome", "missed")
                .register(registry);
        FunctionCounter.builder("mededge.polls.retries", polls, PollStatistics::retries)
                .description("Requests repeated within a poll after a passing disturbance")
                .register(registry);
        for (var group : polls.groups()) {
            FunctionCounter.builder("mededge.polls.missed", polls, all -> all.missed(group))
                    .tag("group", group)
                    .description("Slots of a signal group's schedule that passed without its being read")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "mededge.poll.duration",
                        polls,
                        all -> all.succeeded() + all.failed(),
                        PollStatistics::nanos,
                        TimeUnit.NANOSECONDS)
                .register(registry);
    }
}
