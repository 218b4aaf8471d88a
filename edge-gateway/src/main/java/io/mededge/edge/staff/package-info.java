/**
 * Who of the staff is who, with or without the region: accounts of the facility and signed lists of the tenant's identity provider ({@link
 * io.mededge.edge.staff.Accounts}), badges, PINs and passwords ({@link io.mededge.edge.staff.IdentityCheck}), and log-ins ({@link
 * io.mededge.edge.staff.LogIns}). Nothing over HTTP is open that {@link io.mededge.edge.staff.AccessRules} does not open. Start with {@code Accounts}.
 */
@NullMarked
package io.mededge.edge.staff;

import org.jspecify.annotations.NullMarked;
