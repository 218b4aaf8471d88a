package io.mededge.edge.adt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the segment MSH says of its message, as it came; nothing in it is about a patient. It is read before the character set is known: each byte is one
 * character here, so that what is repeated in an answer has the same bytes.
 *
 * @param separator of fields (MSH-1)
 * @param encoding separators of components and repetitions, the escape character, the separator of subcomponents (MSH-2)
 * @param application the sender (MSH-3)
 * @param facility where it is (MSH-4)
 * @param type MSH-9
 * @param controlId MSH-10
 * @param processing MSH-11
 * @param version MSH-12
 * @param charset MSH-18
 */
record Header(
        char separator,
        String encoding,
        String application,
        String facility,
        String type,
        String controlId,
        String processing,
        String version,
        String charset) {
    private static final Pattern ENDS = Pattern.compile("[\r\n]");
    private static final int ENCODING_AT = 4;
    private static final int FIELDS_AT = 8;

    /** Empty if the message does not begin with an MSH that can be read. */
    static Optional<Header> read(byte[] message) {
        var segment = ENDS.split(new String(message, ISO_8859_1), 2)[0];
        if (segment.length() < FIELDS_AT || !segment.startsWith("MSH")) {
            return Optional.empty();
        }
        var separator = segment.charAt(ENCODING_AT - 1);
        var encoding = segment.substring(ENCODING_AT, FIELDS_AT);
        var separators = separator + encoding;
        var areSeparators =
                separators.chars().allMatch(one -> one > ' ' && one < 127 && !Character.isLetterOrDigit(one))
                        && separators.chars().distinct().count() == separators.length();
        if (!areSeparators || segment.length() > FIELDS_AT && segment.charAt(FIELDS_AT) != separator) {
            return Optional.empty();
        }
        var fields = segment.split(Pattern.quote(String.valueOf(separator)), -1);
        return Optional.of(new Header(
                separator,
                encoding,
                field(fields, 3),
                field(fields, 4),
                field(fields, 9),
                field(fields, 10),
                field(fields, 11),
                field(fields, 12),
                field(fields, 18)));
    }

    private static String field(String[] fields, int number) {
        // MSH-1 is the separator itself
        var text = number - 1 < fields.length ? fields[number - 1] : "";
        return text.chars()
                .mapToObj(one -> one < ' ' ? "?" : Character.toString(one))
                .collect(Collectors.joining());
    }

    /** A component of a field, from 1; empty if there is none. */
    String component(String field, int number) {
        var components = first(field).split(Pattern.quote(encoding.substring(0, 1)), -1);
        return number <= components.length ? components[number - 1] : "";
    }

    /** The first repetition. */
    private String first(String field) {
        return field.split(Pattern.quote(encoding.substring(1, 2)), -1)[0];
    }
}
