package io.mededge.infra.systemtest.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import io.mededge.model.safety.Hazard;
import org.junit.jupiter.api.Test;

/** The gateway has no code that could write a register or a coil: no stale or repeated command can reach a machine. */
class NothingWritesToAMachineTest {
    private static final ArchRule READS_ONLY = noClasses()
            .that()
            .resideInAPackage("io.mededge..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("com\\.ghgande\\.j2mod\\..*(Write|Mask).*(Request|Response)")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("com\\.ghgande\\.j2mod\\.modbus\\.facade\\..*");

    @Test
    @Hazard("H-005")
    void theProjectOnlyReads() {
        READS_ONLY.check(ProjectClasses.all());
    }

    @Test
    void aClassThatWritesIsFound() {
        assertThat(READS_ONLY.evaluate(ProjectClasses.offending()).hasViolation())
                .isTrue();
    }
}
