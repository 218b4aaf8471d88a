package io.mededge.model.outbound;

/**
 * All that may leave a region for the world: numbers, enumerations, times and typed ids. A test walks every type reachable from here and fails on
 * free text, maps and anything that could name a patient.
 */
public sealed interface GlobalBound permits CatalogEntry, FacilityAggregate {}
