package io.mededge.infra.systemtest.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.mededge.edge.modbus.MachineWriter;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Point.Area;
import io.mededge.model.safety.Hazard;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * One class can write a register or a coil, and nobody calls it: no stale or repeated command can reach a machine. Once commands exist, {@link #CALLERS}
 * names the one package that may.
 */
class NothingWritesToAMachineTest {
    private static final DescribedPredicate<JavaClass> THE_WRITER = belongToAnyOf(MachineWriter.class);
    private static final DescribedPredicate<JavaClass> CALLERS = DescribedPredicate.alwaysFalse();
    private static final String REQUEST = "io.mededge.edge.modbus.Request";

    private static final List<ArchRule> RULES = List.of(
            noClasses()
                    .that()
                    .resideInAPackage("io.mededge..")
                    .and(DescribedPredicate.not(THE_WRITER))
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("com\\.ghgande\\.j2mod\\..*(Write|Mask).*(Request|Response)")
                    .as("j2mod's writing messages are named by the writer only"),
            noClasses()
                    .that()
                    .resideInAPackage("io.mededge..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("com\\.ghgande\\.j2mod\\.modbus\\.(facade|io|net)\\..*")
                    .as("nothing of j2mod that sends by itself is used"),
            noClasses()
                    .that()
                    .resideInAPackage("io.mededge..")
                    .and(DescribedPredicate.not(THE_WRITER))
                    .and(DescribedPredicate.not(CALLERS))
                    .should()
                    .dependOnClassesThat(THE_WRITER)
                    .as("nobody makes or calls the writer"));

    @Test
    @Hazard("H-005")
    void theProjectOnlyReads() {
        RULES.forEach(rule -> rule.check(ProjectClasses.all()));
    }

    /** What can be sent is sealed: reads of the four tables, and what the writer makes. */
    @Test
    @Hazard("H-005")
    void onlyReadsAndTheWritersWritesCanBeSent() {
        var kinds = ProjectClasses.all().get(REQUEST).getAllSubclasses().stream()
                .map(JavaClass::getName)
                .toList();
        assertThat(kinds).containsExactlyInAnyOrder(REQUEST + "$Read", MachineWriter.class.getName() + "$Write");
        // a value that a machine names in its own messages is in no register, and no request can ask for it
        assertThatIllegalArgumentException().isThrownBy(() -> new Block(Area.MESSAGE, 0, 1));
        var functions = Arrays.stream(Area.values())
                .filter(area -> area != Area.MESSAGE)
                .map(Area::function)
                .toList();
        assertThat(Set.copyOf(functions)).isEqualTo(Set.of(1, 2, 3, 4));
    }

    @Test
    void whoBreaksARuleIsFound() {
        var offences = ProjectClasses.offending();
        assertThat(RULES)
                .filteredOn(rule -> rule.evaluate(offences).hasViolation())
                .hasSize(RULES.size());
    }
}
