package io.mededge.regional.transform;

import java.util.List;

/** What Observations are about: one {@link Series}, or two of them that FHIR wants told together, a {@link BloodPressure}. */
public sealed interface Signal permits Series, BloodPressure {
    /** The series whose id and times the signal's Observations bear. */
    Series lead();

    /** All series whose samples are needed, the lead first. */
    List<Series> parts();

    /**
     * Whether its samples are measurements taken now and then, each an Observation of its own, and not points of a curve. So it is for vital signs: a
     * cuff measures every 15 to 30 minutes.
     */
    boolean episodic();

    default DeviceKey device() {
        return lead().device();
    }

    /** Unique among signals; those of series are their ids, so that they lie close together. */
    default long number() {
        return this instanceof BloodPressure ? BloodPressure.FIRST_NUMBER + lead().id() : lead().id();
    }

    default ObservationId latestId() {
        return new ObservationId(this instanceof BloodPressure, lead().id(), ObservationId.LATEST, 0);
    }

    /** @param minute since 1970-01-01T00:00Z */
    default ObservationId minuteId(long minute) {
        return new ObservationId(this instanceof BloodPressure, lead().id(), minute, 0);
    }
}
