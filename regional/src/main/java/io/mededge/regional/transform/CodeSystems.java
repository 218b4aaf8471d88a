package io.mededge.regional.transform;

/** The code systems, and the identifiers of our own, that resources of this region use. */
public final class CodeSystems {
    /** IEEE 11073-10101 nomenclature. */
    public static final String MDC = "urn:iso:std:iso:11073:10101";

    public static final String LOINC = "http://loinc.org";
    public static final String UCUM = "http://unitsofmeasure.org";

    /** Metric ids as device profiles name them. */
    public static final String METRIC = "urn:mededge:metric";

    /** What a value's {@link io.mededge.model.outbound.Quality} is, wherever it is not good. */
    public static final String QUALITY = "urn:mededge:quality";

    /** Identifier of a device: {@code {facility}/{device}}. */
    public static final String DEVICE = "urn:mededge:device";

    /** Identifier of a patient in this region: the whole pseudonym. */
    public static final String PSEUDONYM = "urn:mededge:pseudonym";

    /** Identifier of a treatment session: {@code {facility}/{session}}. */
    public static final String SESSION = "urn:mededge:session";

    /** Extension of a Procedure and an Encounter: when the facility planned it, a Period. R4 has no place for that. */
    public static final String PLANNED = "urn:mededge:planned";

    /** Extension of a Procedure and an Encounter: the facility's own state of the session, finer than FHIR's status. */
    public static final String SESSION_STATE = "urn:mededge:session-state";

    /** HL7 v3 ActCode, of which FHIR takes the classes of an Encounter. */
    static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    /** SNOMED CT. */
    static final String SNOMED = "http://snomed.info/sct";

    /** Extension: which number of a window stands for which code. */
    public static final String CHOICE = "urn:mededge:choice";

    /** Extension of a time: how far the clock of the gateway that gave it could be believed, a code of {@link io.mededge.model.outbound.ClockTrust}. */
    public static final String CLOCK_TRUST = "urn:mededge:clock-trust";

    /** Extension: the metric is recorded on change; within the maximum silence no value means unchanged within the deadband. */
    public static final String ON_CHANGE = "urn:mededge:on-change";

    /** Extension: the newest correction of whose the data were ({@code number}, {@code at}) that concerns this Observation. */
    public static final String CORRECTION = "urn:mededge:correction";

    /** Extension: the Observation that this one takes the place of. */
    public static final String REPLACES = "http://hl7.org/fhir/StructureDefinition/observation-replaces";

    /** FHIR R5's SampledData.offsets in R4: when each value was, milliseconds after the first, separated by spaces. */
    static final String SAMPLE_OFFSETS = "http://hl7.org/fhir/5.0/StructureDefinition/extension-SampledData.offsets";

    static final String OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    static final String METRIC_CATEGORY = "http://hl7.org/fhir/metric-category";
    static final String DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    static final String DATA_ABSENT_EXTENSION = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    static final String IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203";

    private CodeSystems() {}

    /** The system of a coded metric's values, for example {@code urn:mededge:metric:mode}. */
    static String valuesOf(String metric) {
        return METRIC + ":" + metric;
    }
}
