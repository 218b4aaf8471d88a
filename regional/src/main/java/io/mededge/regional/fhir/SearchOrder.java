package io.mededge.regional.fhir;

/** By the time of the observation. */
enum SearchOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
}
