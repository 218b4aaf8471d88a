/**
 * What a kind of machine says in its registers, from a YAML file: where each value lies, its unit, sign, plausible range and code.
 *
 * <p>Start with {@link io.mededge.edge.profile.DeviceProfile}; {@link io.mededge.edge.profile.RegisterDecoder} turns registers into readings.
 * {@link io.mededge.edge.profile.ProfileLoader} reads a file and has it judged by the rules of {@link io.mededge.edge.profile.Rule}; {@link
 * io.mededge.edge.profile.ProfileFiles} does so again when a file changes. Nothing else here does I/O.
 */
@NullMarked
package io.mededge.edge.profile;

import org.jspecify.annotations.NullMarked;
