/**
 * Treatment sessions of this facility: planned without overlap, moved by one state machine, changed by one person at a time, each change with its audit line,
 * compared with the machine, signed and exported. {@link io.mededge.edge.session.Sessions} is the way in; {@link
 * io.mededge.edge.session.SessionsPage} and {@link io.mededge.edge.session.SessionPage} show it; {@link io.mededge.edge.session.SessionStore} keeps
 * what tells something about a patient encrypted under that patient's key. Only {@link io.mededge.model.outbound.SessionReport} leaves.
 */
@NullMarked
package io.mededge.edge.session;

import org.jspecify.annotations.NullMarked;
