package io.mededge.regional.transform;

import io.mededge.regional.transform.ProcedureMapper.Stage;
import java.util.List;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** Renders treatment sessions as the Encounters in which their Procedures take place: ambulatory visits of the facility. */
public final class EncounterMapper {
    private EncounterMapper() {}

    public static Encounter encounter(StoredTreatment stored) {
        var report = stored.report();
        var encounter = new Encounter();
        encounter.setId(report.session().value());
        encounter.getMeta().setVersionId(Long.toString(report.version()));
        encounter.getMeta().setLastUpdatedElement(Times.instant(stored.reportedAt()));
        encounter.addIdentifier(
                new Identifier().setSystem(CodeSystems.SESSION).setValue(stored.facility() + "/" + report.session()));
        encounter.setStatus(status(new Stage(report.state(), report.interrupted())));
        encounter.setClass_(new Coding(CodeSystems.ACT_CODE, "AMB", "ambulatory"));
        encounter.addType(new CodeableConcept(ProcedureMapper.hemodialysis()));
        encounter.setSubject(new Reference("Patient/" + PatientMapper.fhirId(report.patient())));
        ProcedureMapper.period(report.started(), report.ended()).ifPresent(encounter::setPeriod);
        encounter.setServiceProvider(
                new Reference().setDisplay(stored.facility().value()));
        encounter.addExtension(new Extension(
                CodeSystems.PLANNED,
                ProcedureMapper.period(report.plannedBegin(), report.plannedEnd())
                        .orElseThrow()));
        encounter.addExtension(
                new Extension(CodeSystems.SESSION_STATE, new CodeType(ProcedureMapper.words(report.state()))));
        return encounter;
    }

    /** FHIR's status: docs/reference/fhir.md has the table. */
    public static EncounterStatus status(Stage stage) {
        return switch (stage.state()) {
            case SCHEDULED -> EncounterStatus.PLANNED;
            case ARRIVED, READY -> EncounterStatus.ARRIVED;
            case IN_PROGRESS, PAUSED -> EncounterStatus.INPROGRESS;
            // when the patient leaves is not known, when the treatment ended is
            case COMPLETED, INTERRUPTED, CLEANING, CLOSED -> EncounterStatus.FINISHED;
            case CANCELLED -> EncounterStatus.CANCELLED;
        };
    }

    /** All that have a status. */
    public static List<Stage> stages(String status) {
        return Stage.all().stream()
                .filter(stage -> status(stage).toCode().equals(status))
                .toList();
    }
}
