package io.mededge.regional.fhir;

import java.util.List;
import java.util.regex.Pattern;

/** A statement with parameters by name ({@code :name}), for statements in which positions could not be read any more. */
record Query(String text, List<String> names) {
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][a-zA-Z]*)");

    static Query of(String sql) {
        return new Query(
                NAME.matcher(sql).replaceAll("?"),
                NAME.matcher(sql).results().map(name -> name.group(1)).toList());
    }
}
