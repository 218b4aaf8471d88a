package io.mededge.edge.profile;

import io.mededge.edge.profile.CodeBook.Code;
import io.mededge.edge.profile.CodeBook.Role;
import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.PointReader.Declared;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.util.Locale;
import java.util.Optional;

/** Whether unit and codes of a point mean what the point is. */
final class CodeRules {
    /** In IEEE 11073 a setting's code is its measurement's code plus this. */
    private static final long SETTING = 1L << 24;
    /** Partition 2 of IEEE 11073-10101 holds metrics. */
    private static final long METRIC_PARTITION = 2;
    /** Non-invasive and invasive blood pressures of the patient: MDC_PRESS_BLD and its neighbours. */
    private static final long FIRST_BLOOD_PRESSURE = 150_016;

    private static final long LAST_BLOOD_PRESSURE = 150_047;
    private static final String US_NAMESPACE = "1000124";

    private final Point point;
    private final MetricDescription metric;
    private final YamlFields fields;
    private final CodeBook book = CodeBook.published();

    private CodeRules(Declared declared) {
        point = declared.point();
        metric = point.metric();
        fields = declared.fields();
    }

    static void lint(Declared declared) {
        var rules = new CodeRules(declared);
        rules.lintUnit();
        rules.lintMdc();
        rules.lintReference();
        rules.lintLoinc();
        rules.lintPatientOrCircuit();
        if (!declared.snomed().isEmpty()) {
            lintSnomed(
                    rules.fields,
                    "snomed",
                    declared.snomed(),
                    !rules.metric.mdcCode().isEmpty());
        }
    }

    /** The partition of an IEEE 11073-10101 code, settings counted with their measurements. @param code digits */
    static long partition(String code) {
        return (Long.parseLong(code) & (SETTING - 1)) >> 16;
    }

    static void lintSnomed(YamlFields fields, String key, String identifier, boolean hasMdc) {
        if (!CheckDigits.isSnomed(identifier)) {
            fields.find(
                    Rule.SNOMED_CHECK_DIGIT, key, identifier + " is no SNOMED CT identifier: its check digit is wrong");
        } else if (identifier.length() > 10
                && identifier.startsWith(US_NAMESPACE, identifier.length() - 3 - US_NAMESPACE.length())
                && !hasMdc) {
            fields.find(Rule.SNOMED_US_ONLY, key, identifier + " belongs to the US edition of SNOMED CT only");
        }
    }

    private void lintUnit() {
        if (!Ucum.isValid(metric.unit())) {
            fields.find(Rule.UNIT, "unit", "'" + metric.unit() + "' is no UCUM unit");
            return;
        }
        var code = book.mdc(metric.mdcCode())
                .or(() -> book.reference(metric.mdcReference()))
                .or(() -> book.loinc(metric.loincCode()));
        if (code.isEmpty()) {
            return;
        }
        var expected = code.get().unit();
        if (!metric.unit().equals(expected)) {
            var same = Ucum.sameQuantity(metric.unit(), expected);
            fields.find(
                    Rule.UNIT_OF_CODE,
                    "unit",
                    "the unit of " + code.get().name() + " is " + expected + ", not " + metric.unit()
                            + (same ? "" : ", which measures something else"));
        } else if (metric.kind() == Kind.QUANTITY && isOutside(code.get())) {
            fields.find(
                    Rule.RANGE_UNLIKELY,
                    "plausible",
                    "no value of the range can be a " + code.get().name() + " in " + expected);
        }
    }

    private boolean isOutside(Code code) {
        var expected = code.plausible();
        return expected.isPresent()
                && !point.plausible().isEmpty()
                && point.plausible().stream()
                        .allMatch(interval -> interval.max() < expected.get().min()
                                || interval.min() > expected.get().max());
    }

    private void lintMdc() {
        var text = metric.mdcCode();
        if (text.isEmpty()) {
            return;
        }
        if (metric.mdcReference().isEmpty()) {
            fields.find(Rule.CONTRADICTION, "mdc", "an MDC code needs its reference id beside it");
        }
        if (point.sign() == Sign.UNKNOWN) {
            fields.find(Rule.CONTRADICTION, "mdc", "a value whose sign is unknown must not claim an MDC code");
        }
        if (partition(text) != METRIC_PARTITION) {
            fields.find(Rule.CODE_PARTITION, "mdc", "MDC code " + text + " is not in partition 2, metrics");
            return;
        }
        var known = book.mdc(text);
        if (known.isEmpty()) {
            fields.find(Rule.CODE_UNPROVEN, "mdc", "MDC code " + text + " has not been proven");
        } else if (!metric.mdcReference().isEmpty() && !known.get().name().equals(metric.mdcReference())) {
            fields.find(
                    Rule.REFERENCE_OF_CODE,
                    "reference",
                    "MDC code " + text + " is " + known.get().name());
        }
        lintPair(text, known);
    }

    private void lintPair(String text, Optional<Code> known) {
        var isSettingCode = known.map(code -> code.role() == Role.SETTING).orElse(Long.parseLong(text) >= SETTING);
        var isSetting = metric.category() == Category.SETTING;
        if (isSettingCode && !isSetting) {
            fields.find(
                    Rule.SETTING_OF_MEASUREMENT,
                    "mdc",
                    "MDC code " + text + " is a setting, but the category is " + name(metric.category()));
        } else if (isSetting && !isSettingCode) {
            fields.find(
                    Rule.SETTING_OF_MEASUREMENT,
                    "mdc",
                    "MDC code " + text + " is a measured value, but the category is setting");
        }
    }

    private void lintReference() {
        var reference = metric.mdcReference();
        var isSetting = metric.category() == Category.SETTING;
        if (!metric.mdcCode().isEmpty() || reference.isEmpty()) {
            return;
        }
        var isSettingName = book.reference(reference)
                .map(code -> code.role() == Role.SETTING)
                .orElse(reference.endsWith("_SETTING"));
        if (isSettingName != isSetting
                && (isSettingName || book.reference(reference).isPresent())) {
            fields.find(
                    Rule.SETTING_OF_MEASUREMENT,
                    "reference",
                    reference + " is a " + (isSettingName ? "setting" : "measured value") + ", but the category is "
                            + name(metric.category()));
        }
    }

    private void lintLoinc() {
        var code = metric.loincCode();
        if (code.isEmpty()) {
            if (metric.category() == Category.VITAL_SIGN) {
                fields.find(Rule.LOINC_MISSING, "id", "the vital sign has no LOINC code");
            }
            return;
        }
        if (!code.matches("[0-9]{1,7}-[0-9]")) {
            fields.find(
                    Rule.LOINC_CHECK_DIGIT,
                    "loinc",
                    code + " is no LOINC code: it must be digits, a hyphen and a check digit");
            return;
        }
        var dash = code.indexOf('-');
        var right = CheckDigits.loinc(code.substring(0, dash));
        if (code.charAt(dash + 1) - '0' != right) {
            fields.find(Rule.LOINC_CHECK_DIGIT, "loinc", code + " is no LOINC code: its check digit would be " + right);
            return;
        }
        lintMeaningOfLoinc(code);
    }

    private void lintMeaningOfLoinc(String code) {
        var known = book.loinc(code);
        var isVital = metric.category() == Category.VITAL_SIGN;
        if (known.isPresent() && (known.get().role() == Role.OTHER || !isVital)) {
            fields.find(
                    Rule.MEANING_OF_CODE,
                    "loinc",
                    code + " is the " + known.get().name() + ", not the " + metric.display());
        } else if (known.isEmpty() && isVital) {
            fields.find(Rule.CODE_UNPROVEN, "loinc", "LOINC code " + code + " has not been proven");
        }
        if (!isVital) {
            fields.find(
                    Rule.LOINC_NOT_VITAL,
                    "loinc",
                    "a LOINC code is for vital signs of the patient, never for a value of the circuit");
        }
        book.mdc(metric.mdcCode())
                .filter(mdc -> !mdc.loinc().isEmpty() && !mdc.loinc().equals(code))
                .ifPresent(mdc -> fields.find(
                        Rule.MEANING_OF_CODE,
                        "loinc",
                        "the LOINC code of " + mdc.name() + " is " + mdc.loinc() + ", not " + code));
    }

    private void lintPatientOrCircuit() {
        if (!Circuit.isOf(metric)) {
            return;
        }
        var claim = Optional.<String>empty();
        if (metric.category() == Category.VITAL_SIGN) {
            claim = Optional.of("category");
        } else if (isPatientsMdc()) {
            claim = Optional.of("mdc");
        } else if (book.loinc(metric.loincCode())
                .filter(code -> code.name().endsWith("of the patient"))
                .isPresent()) {
            claim = Optional.of("loinc");
        }
        claim.ifPresent(key -> fields.find(
                Rule.CIRCUIT_AS_PATIENT,
                key,
                metric.display() + " is a value of the circuit, coded as one of the patient"));
    }

    private boolean isPatientsMdc() {
        if (metric.mdcCode().isEmpty()) {
            return false;
        }
        var number = Long.parseLong(metric.mdcCode());
        return (FIRST_BLOOD_PRESSURE <= number && number <= LAST_BLOOD_PRESSURE)
                || book.mdc(metric.mdcCode())
                        .filter(code -> code.role() == Role.VITAL_SIGN)
                        .isPresent();
    }

    private static String name(Category category) {
        return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
