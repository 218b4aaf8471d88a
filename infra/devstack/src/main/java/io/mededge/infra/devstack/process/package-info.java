/**
 * Child processes that are started, watched, restarted and stopped, whatever they are. Start with {@link io.mededge.infra.devstack.process.Supervisor}; a
 * process is described by a {@code ProcessSpec}, remembered on disk by a {@code RunningProcess} and ended by the {@code StopSequence}, which needs nothing
 * but those files and so also works after the supervisor was killed.
 */
@NullMarked
package io.mededge.infra.devstack.process;

import org.jspecify.annotations.NullMarked;
