/**
 * Which processes a development system has, with their ports, files and command lines. {@link io.mededge.infra.devstack.plan.Plan} is a pure function of the
 * project folder, the options and the chosen parts, so that {@code up}, {@code status} and tests all see the same system. Each backend's knowledge is in one
 * class named after it.
 */
@NullMarked
package io.mededge.infra.devstack.plan;

import org.jspecify.annotations.NullMarked;
