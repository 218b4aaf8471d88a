/**
 * Who a patient is, behind a wall: {@link io.mededge.edge.identity.Personal} is the only holder of anything personal, and gives it only for a stated
 * {@link io.mededge.edge.identity.Purpose}; a test lists who asks. {@link io.mededge.edge.identity.Pseudonyms} makes the one name of a patient that may
 * leave the facility. Start with {@code Personal}.
 */
@NullMarked
package io.mededge.edge.identity;

import org.jspecify.annotations.NullMarked;
