package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The parameters of one search, each known and none given more often than it may be. Strict: an unknown parameter is refused, since ignoring a filter
 * would answer another question than was asked; {@code Prefer: handling=lenient} asks for just that.
 */
final class SearchRequest {
    static final int DEFAULT_COUNT = 20;

    /** More is answered with this many, as FHIR allows. */
    static final int MAX_COUNT = 200;

    private final String resourceType;
    private final Map<String, List<String>> values;

    private SearchRequest(String resourceType, Map<String, List<String>> values) {
        this.resourceType = resourceType;
        this.values = values;
    }

    static SearchRequest of(RequestDetails request, String resourceType, List<SearchParameter> known) {
        var lenient = request.getHeaders("Prefer").stream()
                .anyMatch(preference -> preference.replace(" ", "").contains("handling=lenient"));
        var search = of(request.getParameters(), lenient, resourceType, known);
        // HAPI would write it into the bundle as the total of the matches
        request.removeParameter(SearchParameter.COUNT);
        return search;
    }

    static SearchRequest of(
            Map<String, String[]> parameters, boolean lenient, String resourceType, List<SearchParameter> known) {
        var names = known.stream().map(SearchParameter::name).collect(Collectors.toCollection(HashSet::new));
        names.addAll(SearchParameter.CONTROLS);
        var repeatable = known.stream()
                .filter(SearchParameter::repeats)
                .map(SearchParameter::name)
                .collect(Collectors.toSet());
        var values = new TreeMap<String, List<String>>();
        parameters.forEach((name, given) -> {
            if (names.contains(name)) {
                values.put(name, checked(name, given, repeatable));
            } else if (!lenient) {
                throw Refusals.badSearch(
                        printable(name), "is not known here; the CapabilityStatement names those that are");
            }
        });
        return new SearchRequest(resourceType, values);
    }

    private static List<String> checked(String name, String[] given, Set<String> repeatable) {
        var values = Arrays.stream(given).filter(value -> !value.isEmpty()).toList();
        if (values.isEmpty()) {
            throw Refusals.badSearch(name, "has no value");
        }
        if (values.size() > 1 && !repeatable.contains(name)) {
            throw Refusals.badSearch(name, "may be given only once; values separated by commas mean any of them");
        }
        return values;
    }

    /** A name from outside, fit for an answer. */
    private static String printable(String name) {
        return name.codePoints()
                .limit(40)
                .mapToObj(character -> character > ' ' && character < 127 ? Character.toString(character) : "?")
                .collect(Collectors.joining());
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> single(String name) {
        return all(name).stream().findFirst();
    }

    /** The values separated by commas; empty if the parameter is not given. */
    List<String> alternatives(String name) {
        return single(name).map(value -> List.of(value.split(",", -1))).orElse(List.of());
    }

    /** How many resources a page may hold: 1 to {@link #MAX_COUNT}. */
    int count() {
        var text = single(SearchParameter.COUNT).orElse(Integer.toString(DEFAULT_COUNT));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
            throw Refusals.badSearch(SearchParameter.COUNT, "is no number of 1 or more");
        }
        return Math.min(Integer.parseInt(text), MAX_COUNT);
    }

    /** Where the page before this one ended; empty on the first. */
    Optional<byte[]> position() {
        return single(SearchParameter.CURSOR)
                .map(token -> PageToken.open(query(), token)
                        .orElseThrow(
                                () -> Refusals.badSearch(SearchParameter.CURSOR, "was not issued for this search")));
    }

    /** The same, but for one value. */
    SearchRequest with(String name, String value) {
        var changed = new TreeMap<>(values);
        changed.put(name, List.of(value));
        return new SearchRequest(resourceType, changed);
    }

    /** The URL of this page. */
    String self(String serverBase) {
        return url(serverBase, values);
    }

    /** The URL of the page that follows a position. */
    String next(String serverBase, byte[] position) {
        var following = new TreeMap<>(values);
        following.put(SearchParameter.CURSOR, List.of(PageToken.issue(query(), position)));
        return url(serverBase, following);
    }

    /** What is asked, without how it is cut and written. */
    private String query() {
        var filters = new TreeMap<>(values);
        filters.keySet().removeAll(SearchParameter.CONTROLS);
        return url("", filters);
    }

    private String url(String serverBase, Map<String, List<String>> parameters) {
        var pairs = parameters.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> encode(parameter.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
        return serverBase + "/" + resourceType + (pairs.isEmpty() ? "" : "?" + pairs);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
