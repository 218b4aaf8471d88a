/**
 * What a kind of machine says in its registers, from a YAML file: where each value lies, its unit, sign, plausible range and code.
 *
 * <p>Start with {@link io.mededge.edge.profile.DeviceProfile}; {@link io.mededge.edge.profile.RegisterDecoder} turns registers into readings. Nothing
 * here does I/O but {@link io.mededge.edge.profile.ProfileLoader}, which reads the files.
 */
@NullMarked
package io.mededge.edge.profile;

import org.jspecify.annotations.NullMarked;
