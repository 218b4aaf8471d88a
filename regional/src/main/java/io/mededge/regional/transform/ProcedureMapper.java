package io.mededge.regional.transform;

import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Renders treatment sessions as Procedures. */
public final class ProcedureMapper {
    /** SNOMED CT concept "Hemodialysis (procedure)". */
    static final String HEMODIALYSIS = "302497006";

    private ProcedureMapper() {}

    /** Sessions of a state with or without the mark that they ended before their time. */
    public record Stage(SessionState state, boolean interrupted) {
        static List<Stage> all() {
            var stages = new ArrayList<Stage>();
            for (var state : SessionState.values()) {
                stages.add(new Stage(state, false));
                stages.add(new Stage(state, true));
            }
            return stages;
        }
    }

    public static Procedure procedure(StoredTreatment stored) {
        var report = stored.report();
        var procedure = new Procedure();
        procedure.setId(report.session().value());
        procedure.getMeta().setVersionId(Long.toString(report.version()));
        procedure.getMeta().setLastUpdatedElement(Times.instant(stored.reportedAt()));
        procedure.addIdentifier(
                new Identifier().setSystem(CodeSystems.SESSION).setValue(stored.facility() + "/" + report.session()));
        procedure.setStatus(status(new Stage(report.state(), report.interrupted())));
        procedure.setCode(new CodeableConcept(hemodialysis()));
        procedure.setSubject(new Reference("Patient/" + PatientMapper.fhirId(report.patient())));
        procedure.setEncounter(new Reference("Encounter/" + report.session().value()));
        period(report.started(), report.ended()).ifPresent(procedure::setPerformed);
        for (var device : report.devices()) {
            procedure.addUsedReference(new Reference("Device/" + new DeviceKey(stored.facility(), device).fhirId()));
        }
        procedure.addExtension(new Extension(
                CodeSystems.PLANNED,
                period(report.plannedBegin(), report.plannedEnd()).orElseThrow()));
        procedure.addExtension(new Extension(CodeSystems.SESSION_STATE, new CodeType(words(report.state()))));
        return procedure;
    }

    /** FHIR's status: docs/reference/fhir.md has the table. */
    public static ProcedureStatus status(Stage stage) {
        return switch (stage.state()) {
            case SCHEDULED, ARRIVED, READY -> ProcedureStatus.PREPARATION;
            case IN_PROGRESS -> ProcedureStatus.INPROGRESS;
            case PAUSED -> ProcedureStatus.ONHOLD;
            case COMPLETED -> ProcedureStatus.COMPLETED;
            case INTERRUPTED -> ProcedureStatus.STOPPED;
            // what follows the treatment does not change how it ended
            case CLEANING, CLOSED -> stage.interrupted() ? ProcedureStatus.STOPPED : ProcedureStatus.COMPLETED;
            case CANCELLED -> ProcedureStatus.NOTDONE;
        };
    }

    /** All that have a status. */
    public static List<Stage> stages(String status) {
        return Stage.all().stream()
                .filter(stage -> status(stage).toCode().equals(status))
                .toList();
    }

    static Coding hemodialysis() {
        return new Coding(CodeSystems.SNOMED, HEMODIALYSIS, "Hemodialysis");
    }

    /** As sessions.md has it. */
    static String words(SessionState state) {
        return SessionLifecycle.words(state);
    }

    static Optional<Period> period(@Nullable Instant start, @Nullable Instant end) {
        if (start == null) {
            return Optional.empty();
        }
        var period = new Period().setStartElement(Times.dateTime(start));
        if (end != null) {
            period.setEndElement(Times.dateTime(end));
        }
        return Optional.of(period);
    }
}
