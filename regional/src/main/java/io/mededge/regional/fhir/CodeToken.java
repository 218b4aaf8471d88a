package io.mededge.regional.fhir;

import io.mededge.regional.transform.MetricCodes;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/**
 * One value of a token parameter: {@code code}, {@code system|code}.
 *
 * @param system null: any
 */
record CodeToken(@Nullable String system, String code) {
    static CodeToken parse(String parameter, String text) {
        var bar = text.indexOf('|');
        var token =
                bar < 0 ? new CodeToken(null, text) : new CodeToken(text.substring(0, bar), text.substring(bar + 1));
        if (token.code.isEmpty() || token.code.indexOf('|') >= 0 || "".equals(token.system)) {
            throw Refusals.badSearch(parameter, "must have the form code or system|code");
        }
        return token;
    }

    boolean matches(List<Coding> codings) {
        return MetricCodes.match(codings, system, code);
    }

    /** Whether it means this one code. */
    boolean matches(String otherSystem, String otherCode) {
        return code.equals(otherCode) && (system == null || system.equals(otherSystem));
    }
}
