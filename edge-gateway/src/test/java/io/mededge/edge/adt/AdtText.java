package io.mededge.edge.adt;

import java.util.Arrays;
import java.util.List;

/** ADT messages as a hospital's system writes them. */
final class AdtText {
    static final String NUMBER = "4711^^^HOSP^MR";

    private AdtText() {}

    static String message(String id, String event, String... segments) {
        return "MSH|^~\\&|ADT1|HOSPITAL|MEDEDGE|DIALYSIS|20260301120000||ADT^" + event + "|" + id + "|P|2.5\r"
                + "EVN|" + event + "|20260301120000\r"
                + String.join("\r", segments) + "\r";
    }

    static String pid(String numbers, String name, String born) {
        return "PID|1||" + numbers + "||" + name + "||" + born + "|F";
    }

    /** The n-th field of the first segment of this name, from 1; MSH counts its separator. */
    static String field(String message, String segment, int number) {
        return Arrays.stream(message.split("\r"))
                .filter(line -> line.startsWith(segment))
                .findFirst()
                .map(line -> List.of(line.split("\\|", -1)))
                .map(fields -> fields.get(segment.equals("MSH") ? number - 1 : number))
                .orElse("");
    }
}
