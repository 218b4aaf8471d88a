package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import io.mededge.model.fault.FaultCode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/**
 * How a request is refused: an OperationOutcome that says which parameter, why, and the fault's stable number. Exceptions, since they are HAPI's way to
 * answer anything but success. No text repeats a value of the request.
 */
final class Refusals {
    /** The code system of {@link FaultCode#label()}. */
    static final String FAULTS = "urn:mededge:fault";

    private static final int SERVICE_UNAVAILABLE = 503;

    private Refusals() {}

    /** @param why continues the parameter's name, for example {@code is no date} */
    static InvalidRequestException badSearch(String parameter, String why) {
        return badSearch(IssueType.INVALID, parameter, why);
    }

    /** The search is understood, but would read more than one request may. */
    static InvalidRequestException tooCostly(String why) {
        return badSearch(IssueType.TOOCOSTLY, "_count", why);
    }

    private static InvalidRequestException badSearch(IssueType type, String parameter, String why) {
        var text = "The search parameter " + parameter + " " + why + ".";
        var outcome = outcome(type, FaultCode.FHIR_BAD_SEARCH, text);
        outcome.getIssueFirstRep().addExpression("http." + parameter);
        return new InvalidRequestException(text, outcome);
    }

    /** What the protocol itself does not provide for, for example a compartment. */
    static InvalidRequestException notUnderstood() {
        var text = "The server offers no such interaction; its CapabilityStatement lists what it does.";
        return new InvalidRequestException(text, outcome(IssueType.NOTSUPPORTED, FaultCode.FHIR_BAD_SEARCH, text));
    }

    static ResourceNotFoundException notFound(String resourceType) {
        var text = "There is no such " + resourceType + ".";
        return new ResourceNotFoundException(text, outcome(IssueType.NOTFOUND, FaultCode.FHIR_NOT_FOUND, text));
    }

    static UnclassifiedServerFailureException unavailable() {
        var text = FaultCode.FHIR_UNAVAILABLE.summary() + ".";
        return new UnclassifiedServerFailureException(
                SERVICE_UNAVAILABLE, text, outcome(IssueType.TRANSIENT, FaultCode.FHIR_UNAVAILABLE, text));
    }

    static OperationOutcome outcome(IssueType type, FaultCode fault, String text) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(type)
                .setDetails(new CodeableConcept(new Coding(FAULTS, fault.label(), fault.summary())).setText(text))
                .setDiagnostics(text);
        return outcome;
    }
}
