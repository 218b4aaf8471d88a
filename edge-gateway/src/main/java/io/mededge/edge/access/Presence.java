package io.mededge.edge.access;

import io.mededge.edge.identity.StaffMember;

/**
 * Somebody who is logged in.
 *
 * @param locked nothing was done for too long, or the person went away: nothing may be done and no patient is named until the PIN or password is given again
 */
public record Presence(StaffMember member, boolean locked) {}
