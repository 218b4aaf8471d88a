/**
 * Coverage-guided fuzzing of everything that reads bytes of others: {@link io.mededge.edge.fuzz.FuzzTest} runs Jazzer against one target per decoder. A target
 * for a package-private decoder lies in that decoder's package.
 */
@NullMarked
package io.mededge.edge.fuzz;

import org.jspecify.annotations.NullMarked;
