package io.mededge.regional.transform;

import io.mededge.model.id.Pseudonym;
import java.util.List;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;

/** Renders patients as the region knows them: a pseudonym, and a name that is masked, which FHIR tells apart from one that is unknown. */
public final class PatientMapper {
    /** Half of a pseudonym's digits: FHIR ids have at most 64 characters, and 128 bits do not collide. */
    public static final int ID_LENGTH = 32;

    private PatientMapper() {}

    public static String fhirId(Pseudonym pseudonym) {
        return pseudonym.hex().substring(0, ID_LENGTH);
    }

    /** A patient who is replaced is not active: what was told before is still there, what is new is under the other. */
    public static Patient patient(StoredPatient stored) {
        var patient = new Patient();
        patient.setId(fhirId(stored.pseudonym()));
        patient.addIdentifier(new Identifier()
                .setSystem(CodeSystems.PSEUDONYM)
                .setValue(stored.pseudonym().hex()));
        var name = new HumanName();
        name.setExtension(List.of(new Extension(CodeSystems.DATA_ABSENT_EXTENSION, new CodeType("masked"))));
        patient.addName(name);
        patient.setManagingOrganization(
                new Reference().setDisplay(stored.facility().value()));
        if (!stored.replacedBy().isEmpty()) {
            patient.setActive(false);
        }
        stored.replacedBy().forEach(other -> link(patient, other, LinkType.REPLACEDBY));
        stored.replaces().forEach(other -> link(patient, other, LinkType.REPLACES));
        return patient;
    }

    private static void link(Patient patient, Pseudonym other, LinkType type) {
        patient.addLink().setOther(new Reference("Patient/" + fhirId(other))).setType(type);
    }
}
