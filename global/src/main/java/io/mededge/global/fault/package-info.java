/**
 * How the global tier says no: a checked value or the fault that refuses it ({@link io.mededge.global.fault.Checked}), the answer that a client gets
 * ({@link io.mededge.global.fault.Problem}, RFC 9457) and one count per fault. Start reading at {@code Problem}.
 */
@NullMarked
package io.mededge.global.fault;

import org.jspecify.annotations.NullMarked;
