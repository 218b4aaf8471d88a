package io.mededge.regional.fhir;

import java.util.regex.Pattern;

/** References in searches: {@code {id}} or {@code {type}/{id}}. */
final class References {
    /** FHIR's own form of ids. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private References() {}

    static String id(String parameter, String resourceType, String reference) {
        var prefix = resourceType + "/";
        var id = reference.startsWith(prefix) ? reference.substring(prefix.length()) : reference;
        if (!ID.matcher(id).matches()) {
            throw Refusals.badSearch(parameter, "must have the form " + resourceType + "/{id} or {id}");
        }
        return id;
    }
}
