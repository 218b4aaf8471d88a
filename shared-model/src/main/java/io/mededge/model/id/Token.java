package io.mededge.model.id;

import java.util.regex.Pattern;

/** The one alphabet of identifiers: safe in an MQTT topic, a Kafka key, a file name, a URL and a log line. */
final class Token {
    static final int MAX_LENGTH = 48;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0," + (MAX_LENGTH - 1) + "}");

    private Token() {}

    static String check(String what, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " must be 1 to " + MAX_LENGTH
                    + " letters, digits or hyphens and start with a letter or digit");
        }
        return value;
    }
}
