package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import io.mededge.regional.transform.MetricCodes;
import io.mededge.regional.transform.Series;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/**
 * {@code GET Observation/$samples}: the samples of a device as they were measured, by series and time. Streamed; one answer covers at most {@link
 * #MAX_SPAN}, and its {@code Link} header leads on.
 */
final class RawSamples {
    static final String OPERATION = "$samples";
    static final Duration MAX_SPAN = Duration.ofHours(1);

    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter("device", SearchParamType.REFERENCE, "Device/{id} or {id}; needed"),
            new SearchParameter("code", SearchParamType.TOKEN, "as in a search of Observations"),
            new SearchParameter("start", SearchParamType.DATE, "an instant, inclusive; needed"),
            new SearchParameter("end", SearchParamType.DATE, "an instant, exclusive; needed"),
            new SearchParameter("_outputFormat", SearchParamType.TOKEN, "ndjson, or csv"));

    private static final Query SAMPLES = Query.of("""
            select r.series, x.at, x.value, x.quality, x.stream, x.sequence
            from unnest(:series::int[]) as r(series)
            cross join lateral (
                select at, value, quality, stream, sequence from sample
                where series = r.series and at >= :start and at < :end order by at) x""");

    private final SeriesStore series;
    private final ReadPool database;

    RawSamples(SeriesStore series, ReadPool database) {
        this.series = series;
        this.database = database;
    }

    void write(RequestDetails details, HttpServletResponse response) {
        var request = SearchRequest.of(details, "Observation/" + OPERATION, PARAMETERS);
        var start = instant(request, "start");
        var end = instant(request, "end");
        if (!start.isBefore(end)) {
            throw Refusals.badSearch("end", "must be after start");
        }
        var form = form(request);
        var wanted = series(request);
        var until = end.isAfter(start.plus(MAX_SPAN)) ? start.plus(MAX_SPAN) : end;
        response.setContentType(form.contentType());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (until.isBefore(end)) {
            var next = request.with("start", until.toString()).self(details.getFhirServerBase());
            response.setHeader("Link", "<" + next + ">; rel=\"next\"");
        }
        var arguments = Map.<String, Object>of("series", SqlArray.ints(wanted.keySet()), "start", start, "end", until);
        var told = new HashMap<Integer, String>();
        wanted.forEach((id, one) -> told.put(id, form.series(one)));
        try {
            var out = response.getWriter();
            out.write(form.header());
            database.stream(
                    SAMPLES, arguments, row -> out.write(form.line(told.getOrDefault(row.getInt("series"), ""), row)));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the reader is gone", gone);
        }
    }

    private Map<Integer, Series> series(SearchRequest request) {
        var device = request.single("device").orElseThrow(() -> Refusals.badSearch("device", "is needed"));
        var keys = series.keys(List.of(References.id("device", "Device", device)));
        var codes = request.alternatives("code").stream()
                .map(text -> CodeToken.parse("code", text))
                .toList();
        var filter = new SeriesStore.Filter(Optional.of(keys), List.of(), Optional.empty(), Optional.empty(), 0);
        var ofDevice = series.series(filter, ObservationSearch.MAX_SIGNALS);
        if (ofDevice.isEmpty()) {
            throw Refusals.notFound("Device");
        }
        return ofDevice.stream()
                .filter(one -> codes.isEmpty()
                        || codes.stream()
                                .anyMatch(code ->
                                        code.matches(MetricCodes.code(one).getCoding())))
                .collect(Collectors.toMap(Series::id, Function.identity()));
    }

    private static Instant instant(SearchRequest request, String parameter) {
        var text = request.single(parameter).orElseThrow(() -> Refusals.badSearch(parameter, "is needed"));
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notAnInstant) {
            throw Refusals.badSearch(parameter, "is no instant like 2026-11-21T12:00:00Z");
        }
    }

    private static RawForm form(SearchRequest request) {
        return switch (request.single("_outputFormat").orElse("ndjson")) {
            case "ndjson", "application/x-ndjson" -> RawForm.NDJSON;
            case "csv", "text/csv" -> RawForm.CSV;
            default -> throw Refusals.badSearch("_outputFormat", "can only be ndjson or csv");
        };
    }
}
