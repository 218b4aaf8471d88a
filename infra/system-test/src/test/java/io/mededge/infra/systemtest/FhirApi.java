package io.mededge.infra.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The region's FHIR interface, as a client sees it: JSON over HTTP, no FHIR library. */
public record FhirApi(String base) {
    /** A path below the base, with its query. */
    public Web.Answer get(String path) {
        return Web.get(base + "/" + path);
    }

    /** The newest Observation of a device and code; empty if there is none. */
    public Optional<JsonNode> latest(String device, String code) {
        var bundle = get("Observation?device=" + device + "&code=" + code + "&_sort=-date&_count=1")
                .json();
        return Optional.of(bundle.at("/entry/0/resource")).filter(JsonNode::isObject);
    }

    /** The value of the newest Observation; NaN if there is none. */
    public double latestValue(String device, String code) {
        return latest(device, code).map(FhirApi::value).orElse(Double.NaN);
    }

    public static double value(JsonNode observation) {
        return observation.at("/valueQuantity/value").asDouble(Double.NaN);
    }
}
