package io.mededge.regional.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/**
 * A parameter that a search understands. These declarations are the only list of them: what is not declared is refused, and what the
 * CapabilityStatement says is declared.
 *
 * @param repeats whether it may be given several times, all of which must hold
 */
record SearchParameter(String name, SearchParamType type, String documentation, boolean repeats) {
    static final String ID = "_id";
    static final String COUNT = "_count";
    static final String SORT = "_sort";
    static final String CURSOR = "_cursor";

    /** Understood by every search, and no search parameters in the sense of a CapabilityStatement. */
    static final List<String> CONTROLS = List.of(COUNT, CURSOR, "_format", "_pretty");

    SearchParameter(String name, SearchParamType type, String documentation) {
        this(name, type, documentation, false);
    }
}
