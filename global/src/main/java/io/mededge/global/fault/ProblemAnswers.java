package io.mededge.global.fault;

import io.mededge.global.database.StoreUnavailableException;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a client gets while the database is away. */
class ProblemAnswers {
    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Faults faults;

    ProblemAnswers(Faults faults) {
        this.faults = faults;
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailableException failure) {
        faults.count(FaultCode.GLOBAL_STORE_UNAVAILABLE);
        LOG.warnf("%s: %s", FaultCode.GLOBAL_STORE_UNAVAILABLE.label(), failure);
        var problem = Problem.of(
                FaultCode.GLOBAL_STORE_UNAVAILABLE,
                Response.Status.SERVICE_UNAVAILABLE.getStatusCode(),
                "The database does not answer now; ask again in a few seconds.");
        return Response.fromResponse(Problem.answer(problem))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }
}
