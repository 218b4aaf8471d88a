package io.mededge.model.safety;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test that proves a control of a hazard in docs/safety/hazards.yaml. The build fails if a control has no such test, or a test names a hazard
 * that the list does not have.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Hazard {
    /** Ids as in the list, for example {@code H-003}. */
    String[] value();
}
