package io.mededge.model.outbound;

import io.mededge.model.fault.FaultCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Values that are missing and why: a gap is a record, never silence. It starts at its entry's time.
 *
 * @param until when values came again; null while it lasts
 */
public record Gap(FaultCode fault, @Nullable Instant until) implements RegionBound {}
