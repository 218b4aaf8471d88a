/**
 * What a person or a probe sees of this tier. {@link io.mededge.regional.monitor.OverviewReader} gathers it, {@link
 * io.mededge.regional.monitor.RegionalPage} shows it and keeps it live, {@link io.mededge.regional.monitor.RegionApi} gives it as JSON.
 */
@NullMarked
package io.mededge.regional.monitor;

import org.jspecify.annotations.NullMarked;
