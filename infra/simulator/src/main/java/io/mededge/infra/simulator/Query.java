package io.mededge.infra.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a request, with its values checked as they are taken. */
record Query(Map<String, String> values) {
    Query {
        values = Map.copyOf(values);
    }

    /** @param rawQuery as in the URI, still escaped; null for none */
    static Query parse(@Nullable String rawQuery) throws InvalidRequestException {
        Map<String, String> values = new HashMap<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Query(values);
    }

    String text(String name) throws InvalidRequestException {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new InvalidRequestException(400, "The parameter '" + name + "' is missing.");
        }
        return value;
    }

    int integer(String name, int lowest, int highest) throws InvalidRequestException {
        String value = text(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw new InvalidRequestException(
                400,
                "'" + name + "' must be a whole number from " + lowest + " to " + highest + ", not '" + value + "'.");
    }

    /** @param standard taken when the parameter is missing, and not checked */
    int integer(String name, int standard, int lowest, int highest) throws InvalidRequestException {
        return values.containsKey(name) ? integer(name, lowest, highest) : standard;
    }

    private static String decode(String escaped) throws InvalidRequestException {
        try {
            return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new InvalidRequestException(400, "The query has a broken %-escape in '" + escaped + "'.");
        }
    }
}
