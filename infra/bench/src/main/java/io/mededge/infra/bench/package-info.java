/**
 * Measures what the documents claim, against a running stack: figures as ratios to a limit, with CPU per unit of work and memory.
 *
 * <p>Start with {@link io.mededge.infra.bench.Bench}; each benchmark is one class. Results go to docs/performance.md with command, commit and machine.
 */
@NullMarked
package io.mededge.infra.bench;

import org.jspecify.annotations.NullMarked;
