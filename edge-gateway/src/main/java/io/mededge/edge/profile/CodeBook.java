package io.mededge.edge.profile;

import io.mededge.edge.profile.Point.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The codes whose meaning is proven, from {@code profiles/codes.csv}. */
final class CodeBook {
    /** {@code OTHER}: real, but never the code of a machine's value. */
    enum Role {
        MEASUREMENT,
        SETTING,
        STATE,
        VITAL_SIGN,
        OTHER
    }

    /**
     * @param code empty when only the name is known
     * @param name reference id of an MDC code; of a LOINC code what it means, in words
     * @param unit UCUM
     * @param plausible empty for states and for codes of role other
     * @param loinc that belongs to an MDC code; empty if none
     */
    record Code(String code, String name, String unit, Role role, Optional<Interval> plausible, String loinc) {}

    private static final CodeBook PUBLISHED = read("/profiles/codes.csv");

    private final Map<String, Code> mdcByCode = new HashMap<>();
    private final Map<String, Code> mdcByName = new HashMap<>();
    private final Map<String, Code> loincByCode = new HashMap<>();

    private CodeBook() {}

    static CodeBook published() {
        return PUBLISHED;
    }

    Optional<Code> mdc(String code) {
        return Optional.ofNullable(mdcByCode.get(code));
    }

    Optional<Code> reference(String name) {
        return Optional.ofNullable(mdcByName.get(name));
    }

    Optional<Code> loinc(String code) {
        return Optional.ofNullable(loincByCode.get(code));
    }

    private static CodeBook read(String resource) {
        var book = new CodeBook();
        try (var stream = Objects.requireNonNull(CodeBook.class.getResourceAsStream(resource), resource)) {
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(",", -1))
                    .forEach(book::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return book;
    }

    private void add(String[] row) {
        Optional<Interval> plausible = row[5].isEmpty()
                ? Optional.empty()
                : Optional.of(new Interval(Double.parseDouble(row[5]), Double.parseDouble(row[6])));
        var role = Role.valueOf(row[4].toUpperCase(Locale.ROOT).replace('-', '_'));
        var code = new Code(row[1], row[2], row[3], role, plausible, row[7]);
        if (row[0].equals("loinc")) {
            loincByCode.put(code.code(), code);
        } else {
            mdcByName.put(code.name(), code);
            if (!code.code().isEmpty()) {
                mdcByCode.put(code.code(), code);
            }
        }
    }
}
