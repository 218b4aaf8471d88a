package io.mededge.edge.session;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.id.Pseudonym;
import java.util.Optional;

/** What sessions need to know of patients, and the sealing of their records. Must not call back into {@link Sessions}. */
public interface SessionPatients {
    /** Whether this person is at a station, be it under another record of the same person. */
    boolean isAt(String station, PatientId patient);

    /** Whether anybody is at a station. */
    boolean isTaken(String station);

    /** Ends the association of this person with a station, because the session is over. Changes nothing if somebody else or nobody is there. */
    void leave(String station, PatientId patient, StaffMember who);

    /** Empty if there is no such patient (any more): then nothing of the patient leaves. */
    Optional<Pseudonym> pseudonym(PatientId patient);

    /** Encrypts under the patient's own key. @return empty if there is no such patient (any more) */
    Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain);

    /** Empty if the patient was erased. @throws IllegalStateException if it was changed, or belongs to something else */
    Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed);
}
