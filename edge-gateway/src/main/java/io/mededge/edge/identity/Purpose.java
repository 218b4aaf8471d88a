package io.mededge.edge.identity;

/** Why something personal is looked at. A new purpose is a reviewed change: the callers of {@link Personal#reveal} are listed in a test. */
public enum Purpose {
    /** To encrypt it for the facility's own store. */
    STORAGE,
    /** To compute the pseudonym, or to find the patient by an identifier. */
    PSEUDONYM,
    /** Initials on the facility's own board. */
    BOARD,
    /** Name and birth date for the person who ties a patient to a station. */
    ADMISSION,
    /** Name and birth date for those who treat: sessions, their run sheets and the handover. */
    TREATMENT,
    /** All that the facility holds of a person, for the person. */
    EXPORT
}
