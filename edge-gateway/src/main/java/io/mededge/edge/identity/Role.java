package io.mededge.edge.identity;

import java.util.Set;

/** What a person of the staff may do. One person may have several. */
public enum Role {
    /** Treats: associates, runs and signs sessions. */
    NURSE,
    /** Also plans the shift, corrects associations and approves overrides. */
    CHARGE_NURSE,
    /** Also prescribes. */
    PHYSICIAN,
    /** Machines, maintenance and disinfection; no patient. */
    TECHNICIAN,
    /** Accounts and devices; no patient. */
    ADMINISTRATOR,
    /** Restricts and erases, together with a second person. */
    PRIVACY_OFFICER;

    /** Those at the bedside. */
    public static final Set<Role> TREATING = Set.of(NURSE, CHARGE_NURSE, PHYSICIAN);

    /** Those to whom a patient may be named. */
    public static final Set<Role> NAMING_PATIENTS = Set.of(NURSE, CHARGE_NURSE, PHYSICIAN, PRIVACY_OFFICER);
}
