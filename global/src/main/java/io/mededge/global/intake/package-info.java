/**
 * What both intakes from the global Kafka share: a batch is decoded, admitted, written and only then committed; what cannot be read is counted and told to
 * the dead letters, and blocks nothing. Start reading at {@link io.mededge.global.intake.BatchIntake}.
 */
@NullMarked
package io.mededge.global.intake;

import org.jspecify.annotations.NullMarked;
