package io.mededge.edge.profile;

import io.mededge.model.outbound.MetricDescription;
import java.util.List;
import java.util.Locale;

/** Tells values of the machine's extracorporeal circuit from values of the patient, by what the profile calls them. */
final class Circuit {
    private static final List<String> WORDS = List.of(
            "dialysate",
            "transmembrane",
            "tmp",
            "pre-pump",
            "post-pump",
            "circuit",
            "extracorporeal",
            "ultrafiltration",
            "conductivity");
    /** With these, an arterial or venous pressure is one inside the patient. */
    private static final List<String> WORDS_OF_PATIENTS =
            List.of("mean", "blood pressure", "systolic", "diastolic", "invasive", "central");

    private Circuit() {}

    static boolean isOf(MetricDescription metric) {
        return metric.mdcReference().startsWith("MDC_HDIALY_")
                || WORDS.stream().anyMatch(word -> names(metric).contains(" " + word + " "))
                || isPressure(metric, "arterial")
                || isPressure(metric, "venous");
    }

    static boolean isArterialBeforePump(MetricDescription metric) {
        return metric.mdcReference().equals("MDC_HDIALY_BLD_PRESS_ART")
                || (isPressure(metric, "arterial") && !names(metric).contains(" post-pump "));
    }

    static boolean isTransmembrane(MetricDescription metric) {
        var names = names(metric);
        return metric.mdcReference().equals("MDC_HDIALY_FILTER_TRANSMEMBRANE_PRESS")
                || names.contains(" transmembrane ")
                || names.contains(" tmp ");
    }

    private static boolean isPressure(MetricDescription metric, String vessel) {
        var names = names(metric);
        return names.contains(" " + vessel + " ")
                && names.contains(" pressure ")
                && WORDS_OF_PATIENTS.stream().noneMatch(names::contains);
    }

    /** Id and display as words between blanks; pre-pump and post-pump stay whole. */
    private static String names(MetricDescription metric) {
        var words = (metric.id().value() + " " + metric.display())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]+", " ")
                .replace("pre pump", "pre-pump")
                .replace("post pump", "post-pump");
        return " " + words + " ";
    }
}
