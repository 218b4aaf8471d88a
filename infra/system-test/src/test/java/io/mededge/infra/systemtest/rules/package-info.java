/**
 * The rules of the source tree, each with a test that shows that the rule can fail. {@code ArchitectureTest} holds who may depend on whom, {@code
 * TidinessTest} how files look, {@code MutatedPomTest} that the wall between the tiers is a wall.
 */
@NullMarked
package io.mededge.infra.systemtest.rules;

import org.jspecify.annotations.NullMarked;
