package io.mededge.regional.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import io.mededge.model.fault.FaultCode;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jboss.logging.Logger;

/**
 * The last look at every failure before it is answered: counts it, gives the protocol's own refusals our fault codes, and keeps the text of unexpected
 * exceptions, which could hold anything, in the log. Public because HAPI calls it by reflection.
 */
public final class FaultInterceptor {
    private static final Logger LOG = Logger.getLogger(FaultInterceptor.class);

    private final Consumer<FaultCode> count;

    FaultInterceptor(Consumer<FaultCode> count) {
        this.count = count;
    }

    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public BaseServerResponseException answer(Throwable failure) {
        var answer = translated(failure);
        fault(answer).ifPresent(count);
        return answer;
    }

    private static BaseServerResponseException translated(Throwable failure) {
        if (failure instanceof BaseServerResponseException refused && refused.getOperationOutcome() != null) {
            return refused;
        }
        if (failure instanceof ResourceNotFoundException) {
            return Refusals.notFound("resource");
        }
        if (failure instanceof InvalidRequestException) {
            return Refusals.notUnderstood();
        }
        if (failure instanceof BaseServerResponseException refused && refused.getStatusCode() < 500) {
            return refused;
        }
        LOG.error("A FHIR request failed", failure);
        var text = "The request failed; the server's log says why.";
        return new InternalErrorException(
                text, Refusals.outcome(IssueType.EXCEPTION, FaultCode.FHIR_UNAVAILABLE, text));
    }

    private static Optional<FaultCode> fault(BaseServerResponseException answer) {
        if (!(answer.getOperationOutcome() instanceof OperationOutcome outcome)) {
            return Optional.empty();
        }
        var label = outcome.getIssueFirstRep().getDetails().getCodingFirstRep().getCode();
        for (var fault : FaultCode.values()) {
            if (fault.label().equals(label)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
