package io.mededge.regional.fhir;

import io.mededge.model.fault.Decoded;
import io.mededge.regional.transform.MetricCodes;
import io.mededge.regional.transform.ObservationId;
import io.mededge.regional.transform.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/**
 * What Observations are asked for; all conditions must hold, of a list any.
 *
 * @param devices logical ids; empty: of any device
 * @param codes empty: any
 * @param categories empty: any
 * @param patient logical id of the Patient
 */
record ObservationQuery(
        List<String> devices,
        List<CodeToken> codes,
        List<CodeToken> categories,
        List<DateCondition> dates,
        Optional<String> patient,
        Optional<Optional<ObservationId>> id,
        SearchOrder order) {
    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
            new SearchParameter("device", SearchParamType.REFERENCE, "the device that measured: Device/{id} or {id}"),
            new SearchParameter(
                    "code",
                    SearchParamType.TOKEN,
                    "a code that the Observation bears; of a blood pressure that of the panel"),
            new SearchParameter(
                    "category", SearchParamType.TOKEN, "vital-signs, measurement, setting, calculation or unspecified"),
            new SearchParameter(
                    "date",
                    SearchParamType.DATE,
                    "when it was measured, with the prefixes eq, gt, ge, lt, le, sa and eb",
                    true),
            new SearchParameter(
                    "patient", SearchParamType.REFERENCE, "whose it was at that time: Patient/{id} or {id}"),
            new SearchParameter("subject", SearchParamType.REFERENCE, "as patient"));

    static final List<SearchParameter> WITH_SORT = withSort();

    private static List<SearchParameter> withSort() {
        var all = new ArrayList<>(PARAMETERS);
        all.add(new SearchParameter(SearchParameter.SORT, SearchParamType.SPECIAL, "date or -date"));
        return List.copyOf(all);
    }

    static ObservationQuery of(SearchRequest request) {
        return new ObservationQuery(
                request.alternatives("device").stream()
                        .map(text -> References.id("device", "Device", text))
                        .toList(),
                tokens(request, "code"),
                tokens(request, "category"),
                request.all("date").stream().map(ObservationQuery::date).toList(),
                patient(request),
                request.single(SearchParameter.ID).map(ObservationId::parse),
                order(request));
    }

    /** The one Observation with this id. */
    static ObservationQuery of(ObservationId id) {
        return new ObservationQuery(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(Optional.of(id)),
                SearchOrder.NEWEST_FIRST);
    }

    private static List<CodeToken> tokens(SearchRequest request, String parameter) {
        return request.alternatives(parameter).stream()
                .map(text -> CodeToken.parse(parameter, text))
                .toList();
    }

    static DateCondition date(String text) {
        var parsed = DateCondition.parse(text);
        if (parsed instanceof Decoded.Value<DateCondition> condition) {
            return condition.value();
        }
        throw Refusals.badSearch("date", ((Decoded.Malformed<DateCondition>) parsed).reason());
    }

    /** The logical id of the Patient. */
    static Optional<String> patient(SearchRequest request) {
        var patient = request.single("patient").map(text -> References.id("patient", "Patient", text));
        var subject = request.single("subject").map(text -> References.id("subject", "Patient", text));
        if (patient.isPresent() && subject.isPresent()) {
            throw Refusals.badSearch("subject", "means the same as patient: give one of them");
        }
        return patient.or(() -> subject);
    }

    private static SearchOrder order(SearchRequest request) {
        var sort = request.single(SearchParameter.SORT).orElse("-date");
        return switch (sort) {
            case "-date" -> SearchOrder.NEWEST_FIRST;
            case "date" -> SearchOrder.OLDEST_FIRST;
            default -> throw Refusals.badSearch(SearchParameter.SORT, "can only be date or -date");
        };
    }

    /** Whether Observations of this signal can be meant. */
    boolean covers(Signal signal) {
        var meantById = id.map(asked -> asked.filter(observation ->
                                signal.minuteId(observation.minute()).equals(observation.of(0)))
                        .isPresent())
                .orElse(true);
        return meantById
                && (codes.isEmpty() || anyOf(codes, MetricCodes.code(signal).getCoding()))
                && (categories.isEmpty()
                        || anyOf(categories, MetricCodes.category(signal).getCoding()));
    }

    private static boolean anyOf(List<CodeToken> tokens, List<Coding> codings) {
        return tokens.stream().anyMatch(token -> token.matches(codings));
    }

    /** When something must begin to satisfy every date condition. */
    TimeSpan starts(long lengthMicros) {
        return dates.stream().map(date -> date.starts(lengthMicros)).reduce(TimeSpan.ALWAYS, TimeSpan::and);
    }
}
