/**
 * What machines in use measured, per facility, metric and hour: {@link io.mededge.regional.analytics.Aggregator}. Samples are read once, a minute
 * after they were measured, into summaries that late data corrects.
 */
@NullMarked
package io.mededge.regional.analytics;

import org.jspecify.annotations.NullMarked;
