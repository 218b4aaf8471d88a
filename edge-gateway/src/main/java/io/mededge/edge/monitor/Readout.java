package io.mededge.edge.monitor;

import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;

/** Values as people read them: units as on the machine's own screen, a true minus sign, thousands grouped, as many digits as carry meaning. */
public final class Readout {
    private static final Map<String, String> UNITS = Map.of("mm[Hg]", "mmHg", "Cel", "°C", "1", "");
    private static final Map<String, Integer> DECIMALS =
            Map.of("mm[Hg]", 0, "mL/min", 0, "mL/h", 0, "mL", 0, "/min", 0, "Cel", 1, "mS/cm", 2, "L", 1, "min", 0);
    private static final int DEFAULT_DECIMALS = 2;
    private static final double ML_PER_LITRE = 1_000;

    private Readout() {}

    /** The unit for the eye; UCUM stays in the data. */
    public static String unit(String ucum) {
        return UNITS.getOrDefault(ucum, ucum);
    }

    /** A value without its unit; a code by its display text, a flag as yes or no. */
    static String text(MetricDescription metric, double value) {
        if (metric.kind() == Kind.CODE) {
            return metric.choice(value).map(MetricDescription.Choice::display).orElseGet(() -> "code " + (long) value);
        }
        if (metric.kind() == Kind.FLAG) {
            return value == 0 ? "no" : "yes";
        }
        if (metric.kind() == Kind.BITS) {
            return value == 0 ? "none" : "0x" + Long.toHexString((long) value);
        }
        // slow pumps are read to a tenth
        var slow = metric.unit().equals("mL/h") && metric.id().value().startsWith("anticoagulant");
        return number(value, slow ? 1 : DECIMALS.getOrDefault(metric.unit(), DEFAULT_DECIMALS));
    }

    static String number(double value, int decimals) {
        var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        var text = format.format(Math.abs(value));
        var zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return value < 0 && !zero ? "−" + text : text;
    }

    /** Minutes as hours and minutes, {@code 2:14}; what has begun counts, so that 0:00 means over. */
    static String hours(double minutes) {
        var whole = (long) Math.ceil(Math.max(0, minutes));
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** Millilitres as litres with two decimals, without the unit. */
    static String litres(double millilitres) {
        return number(millilitres / ML_PER_LITRE, 2);
    }
}
