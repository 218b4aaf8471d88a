/**
 * The life of a treatment session, the same in every tier: {@link io.mededge.model.session.SessionLifecycle} is the one guarded state machine, as data that
 * tests and pages can list. Start there; {@link io.mededge.model.session.ScheduleRequest} is what a region may ask a facility for.
 */
@NullMarked
package io.mededge.model.session;

import org.jspecify.annotations.NullMarked;
