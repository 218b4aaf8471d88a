package io.mededge.infra.systemtest.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/** What a class must be, as one predicate; ArchUnit names each class for which it does not hold. */
final class Condition extends ArchCondition<JavaClass> {
    private final Predicate<JavaClass> holds;

    Condition(String description, Predicate<JavaClass> holds) {
        super(description);
        this.holds = holds;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        var held = holds.test(type);
        events.add(new SimpleConditionEvent(
                type, held, type.getName() + (held ? " does " : " does not ") + getDescription()));
    }
}
