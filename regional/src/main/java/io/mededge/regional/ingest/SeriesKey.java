package io.mededge.regional.ingest;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.StreamId;

/** One metric of one device: what a series holds the values of. */
record SeriesKey(FacilityId facility, DeviceId device, MetricId metric) {
    static SeriesKey of(StreamId stream, MetricId metric) {
        return new SeriesKey(stream.place().facility(), stream.device(), metric);
    }
}
