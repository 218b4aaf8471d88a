package io.mededge.model.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.RegionId;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What leaves a region or a facility can hold nothing but what is listed here. Default is deny. */
@Hazard("H-009")
class GlobalBoundTest {
    /** The typed ids whose text may reach the world; each has its form checked where it is made. */
    private static final Set<Class<?>> GLOBAL_IDS = Set.of(
            RegionId.class,
            FacilityId.class,
            DeviceId.class,
            MetricId.class,
            ModelName.class,
            SerialNumber.class,
            VersionNumber.class,
            UnitCode.class);

    /** What may hold text on its way to the region: ids, the pseudonym, digits of hashes and signatures, and the profile's own words about a device. */
    private static final Set<Class<?>> REGION_TEXT = Set.of(
            RegionId.class,
            FacilityId.class,
            DeviceId.class,
            MetricId.class,
            Pseudonym.class,
            SessionId.class,
            Fingerprint.class,
            Certificate.Seal.class,
            DeviceDescription.class,
            MetricDescription.class,
            MetricDescription.Choice.class,
            MachineEvent.class);

    @Test
    void globalBoundHoldsNumbersEnumerationsTimesAndTypedIdsOnly() {
        var findings = ReachableTypes.from(GlobalBound.class, GLOBAL_IDS, Set.of());
        assertThat(findings.offences()).isEmpty();
        assertThat(findings.records()).contains(CatalogEntry.class, FacilityAggregate.class, DeviceId.class);
    }

    @Test
    void theListOfIdsHasNoEntryThatNothingNeeds() {
        assertThat(ReachableTypes.from(GlobalBound.class, GLOBAL_IDS, Set.of()).records())
                .containsAll(GLOBAL_IDS);
        assertThat(ReachableTypes.from(RegionBound.class, REGION_TEXT, Set.of(List.class))
                        .records())
                .containsAll(REGION_TEXT);
    }

    @Test
    void noPseudonymReachesTheWorld() {
        assertThat(ReachableTypes.from(GlobalBound.class, GLOBAL_IDS, Set.of()).records())
                .doesNotContain(Pseudonym.class);
    }

    @Test
    void regionBoundHoldsNoOtherTextThanListedAndNoOpenType() {
        assertThat(ReachableTypes.from(RegionBound.class, REGION_TEXT, Set.of(List.class))
                        .offences())
                .isEmpty();
    }

    @Test
    void theTypedIdsHaveNoRoomForASentence() {
        var makers = List.<Function<String, Object>>of(
                RegionId::new,
                FacilityId::new,
                DeviceId::new,
                MetricId::new,
                ModelName::new,
                SerialNumber::new,
                VersionNumber::new,
                UnitCode::new);
        assertThat(makers).hasSameSizeAs(GLOBAL_IDS);
        for (var text : List.of("Jane Doe", "born 1961-02-03", "x".repeat(65), "", "Zo\u00eb\u00a0Doe")) {
            assertThat(makers)
                    .allSatisfy(maker ->
                            assertThatThrownBy(() -> maker.apply(text)).isInstanceOf(IllegalArgumentException.class));
        }
    }

    /** The walk itself is able to find what it is for. */
    sealed interface Leaky
            permits FreeText, Mapped, Anything, Bytes, Listed, Hidden, Patient, Opened, Maybe, Typed, Fine {}

    record FreeText(String note) implements Leaky {}

    record Mapped(Map<MetricId, Double> values) implements Leaky {}

    record Anything(Object value) implements Leaky {}

    record Bytes(byte[] content) implements Leaky {}

    record Listed(List<MetricId> metrics) implements Leaky {}

    record Hidden(Inner inner) implements Leaky {}

    record Inner(char[] text) {}

    record Patient(Pseudonym patient) implements Leaky {}

    record Opened(CharSequence text) implements Leaky {}

    record Maybe(Optional<DeviceId> device) implements Leaky {}

    record Typed<T>(T anything) implements Leaky {}

    record Fine(DeviceId device, Instant at, double value, Quality quality) implements Leaky {}

    @Test
    void theWalkFindsEachKindOfLeak() {
        assertThat(ReachableTypes.from(Leaky.class, GLOBAL_IDS, Set.of()).offences())
                .extracting(offence -> offence.substring(0, offence.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "FreeText.note",
                        "Mapped.values",
                        "Anything.value",
                        "Bytes.content",
                        "Listed.metrics",
                        "Inner.text",
                        "Pseudonym.hex",
                        "Opened.text",
                        "Maybe.device",
                        "Typed.anything");
    }

    @Test
    void aContainerIsAllowedForItsElementsOnly() {
        record Holder(List<String> notes) {}
        assertThat(ReachableTypes.from(Holder.class, GLOBAL_IDS, Set.of(List.class))
                        .offences())
                .containsExactly("Holder.notes: java.lang.String");
    }
}
