package io.mededge.edge.modbus;

import io.mededge.edge.profile.RegisterDecoder;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.fault.FaultCode;
import java.time.Instant;

/** What one poll of one device gave. */
sealed interface PollOutcome {
    /** @param at when the machine's first answer arrived @param decoder of the points that were due, all of them in the image */
    record Polled(Instant at, RegisterDecoder decoder, RegisterImage image) implements PollOutcome {}

    record Failed(Instant at, FaultCode fault, String detail) implements PollOutcome {}
}
