/** Which devices the region knows and when they last sent values: {@link io.mededge.regional.device.DeviceRegistry}. */
@NullMarked
package io.mededge.regional.device;

import org.jspecify.annotations.NullMarked;
