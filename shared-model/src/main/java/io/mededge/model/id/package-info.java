/**
 * Identifiers as types: what names a place, a device or a record is never a bare string.
 *
 * <p>Start with {@link io.mededge.model.id.StreamId} (what a sequence counts within) and {@link io.mededge.model.id.SequenceSet} (which sequences
 * someone has).
 */
@NullMarked
package io.mededge.model.id;

import org.jspecify.annotations.NullMarked;
