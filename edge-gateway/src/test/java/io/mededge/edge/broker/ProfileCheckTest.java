package io.mededge.edge.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.broker.ProfileCheck.Verdict;
import io.mededge.edge.journal.Journal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.safety.Hazard;
import io.mededge.model.topic.LocalTopic.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final MetricId TEMPERATURE = new MetricId("body-temperature");
    private static final MetricId WEIGHT = new MetricId("body-weight");

    private final ProfileCheck check = new ProfileCheck(TerminalProfile.SHIPPED);

    @Test
    void whatFitsIsARecordInTheOrderOfTheProfile() {
        var message = measured(good(WEIGHT, 71.5, "kg"), good(TEMPERATURE, 36.8, ""));

        assertThat(check.check(message, Verb.TELEMETRY, NOW))
                .isEqualTo(new Verdict.Fits(new Journal.Item(
                        NOW,
                        new Sample(List.of(
                                new Reading(TEMPERATURE, 36.8, Quality.GOOD),
                                new Reading(WEIGHT, 71.5, Quality.GOOD))))));
    }

    @Test
    void aMachineMayDoubtAValueButNotMakeItBetterThanItsRange() {
        assertThat(quality(good(TEMPERATURE, 99, ""))).isEqualTo(Quality.OUT_OF_RANGE);
        assertThat(quality(new Value(TEMPERATURE, 37, Quality.INVALID, ""))).isEqualTo(Quality.INVALID);
        assertThat(quality(new Value(TEMPERATURE, 99, Quality.INVALID, ""))).isEqualTo(Quality.INVALID);
    }

    @Test
    void aCodeMustBeOneOfItsChoices() {
        var states = new ProfileCheck(TerminalProfile.parse("""
                profile: p
                version: 1
                protocol: mqtt
                points:
                  - {id: state, kind: code, category: state, choices: [{number: 3, code: ON}]}
                """));
        var state = new MetricId("state");

        assertThat(quality(states, good(state, 3, ""))).isEqualTo(Quality.GOOD);
        assertThat(quality(states, good(state, 4, ""))).isEqualTo(Quality.OUT_OF_RANGE);
    }

    @Test
    @Hazard("H-004")
    void anotherMetricOrUnitThanTheProfileHasIsRefused() {
        assertThat(refusal(measured(good(new MetricId("body-height"), 1.8, "")), Verb.TELEMETRY))
                .isEqualTo(new Verdict.Refused(
                        FaultCode.MACHINE_MESSAGE_UNEXPECTED, "the profile mededge-vitals has no metric body-height"));
        assertThat(refusal(measured(good(WEIGHT, 157, "[lb_av]")), Verb.TELEMETRY))
                .isEqualTo(new Verdict.Refused(FaultCode.MACHINE_MESSAGE_UNEXPECTED, "the unit of body-weight is kg"));
        assertThat(refusal(measured(good(WEIGHT, 71, "")), Verb.EVENT).fault())
                .isEqualTo(FaultCode.MACHINE_MESSAGE_UNEXPECTED);
    }

    @Test
    void aTimeThatCannotBeTrueIsRefused() {
        for (var wrong : List.of(Duration.ofSeconds(61), Duration.ofDays(-30).minusSeconds(1))) {
            var message = new Measured(1, NOW.plus(wrong), List.of(good(WEIGHT, 71, "")));
            assertThat(refusal(message, Verb.TELEMETRY).fault()).isEqualTo(FaultCode.MACHINE_TIME_IMPLAUSIBLE);
        }
        for (var right : List.of(Duration.ofSeconds(60), Duration.ofDays(-30))) {
            var message = new Measured(1, NOW.plus(right), List.of(good(WEIGHT, 71, "")));
            assertThat(check.check(message, Verb.TELEMETRY, NOW)).isInstanceOf(Verdict.Fits.class);
        }
    }

    @Test
    void anEventHasTheProfilesName() {
        assertThat(check.check(new Happened(65_537, NOW, 1, true), Verb.EVENT, NOW))
                .isEqualTo(new Verdict.Fits(new Journal.Item(NOW, new MachineEvent(1, 1, "battery-low", true))));
        assertThat(check.check(new Happened(2, NOW, 77, false), Verb.EVENT, NOW))
                .isEqualTo(new Verdict.Fits(new Journal.Item(NOW, new MachineEvent(2, 77, "", false))));
    }

    private Quality quality(Value value) {
        return quality(check, value);
    }

    private static Quality quality(ProfileCheck check, Value value) {
        var fits = (Verdict.Fits) check.check(measured(value), Verb.TELEMETRY, NOW);
        return ((Sample) fits.item().body()).readings().get(0).quality();
    }

    private Verdict.Refused refusal(MachineMessage message, Verb verb) {
        return (Verdict.Refused) check.check(message, verb, NOW);
    }

    private static Measured measured(Value... values) {
        return new Measured(1, NOW, Arrays.asList(values));
    }

    private static Value good(MetricId metric, double number, String unit) {
        return new Value(metric, number, Quality.GOOD, unit);
    }
}
