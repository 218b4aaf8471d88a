package io.mededge.infra.systemtest;

import io.mededge.model.fault.FaultCode;
import java.util.regex.Pattern;

/** What an application counts, as Prometheus reads it. */
public record Metrics(String application) {
    public String text() {
        return Web.get(application + "/q/metrics").body();
    }

    /** How often a fault has been counted since the application's start; 0 when never. */
    public double count(FaultCode fault) {
        var line =
                Pattern.compile("(?m)^mededge_faults_total\\{[^}]*fault=\"" + fault.label() + "\"[^}]*} ([0-9.E+-]+)$");
        return line.matcher(text())
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .sum();
    }
}
