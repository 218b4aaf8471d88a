/** Every failure that an operator can see, with a stable number: {@link io.mededge.model.fault.FaultCode}; explained in docs/reference/faults.md. */
@NullMarked
package io.mededge.model.fault;

import org.jspecify.annotations.NullMarked;
