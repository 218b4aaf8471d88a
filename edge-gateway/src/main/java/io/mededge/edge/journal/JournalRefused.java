package io.mededge.edge.journal;

import io.mededge.model.fault.FaultCode;

/** Why a record was not stored; carried by the future of {@link Journal#append}. Has no stack trace: it tells about the disk, not about code. */
public final class JournalRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultCode fault;

    public JournalRefused(FaultCode fault, String detail) {
        super(fault.label() + " " + fault.summary() + ": " + detail, null, false, false);
        this.fault = fault;
    }

    public FaultCode fault() {
        return fault;
    }
}
