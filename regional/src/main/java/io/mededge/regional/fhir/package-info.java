/**
 * The region's FHIR R4 API under {@code /fhir}: HAPI's plain server for the protocol, our own tables for the data. Start reading with {@link
 * io.mededge.regional.fhir.FhirServer}, which wires it; then {@code ObservationSearch}, which turns a query into a page, {@code ObservationStore}, which
 * holds the SQL of it, and docs/reference/fhir.md, which says what a client may rely on.
 */
@NullMarked
package io.mededge.regional.fhir;

import org.jspecify.annotations.NullMarked;
