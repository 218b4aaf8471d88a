package io.mededge.edge.profile;

/** The check digits of code systems: they find most slips of the pen, never a wrong choice. */
final class CheckDigits {
    /** Verhoeff's multiplication table of the dihedral group of order 10. */
    private static final String[] PRODUCT = {
        "0123456789",
        "1234067895",
        "2340178956",
        "3401289567",
        "4012395678",
        "5987604321",
        "6598710432",
        "7659821043",
        "8765932104",
        "9876543210"
    };
    /** His permutation for each position from the right. */
    private static final String[] PERMUTATION = {
        "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"
    };

    private CheckDigits() {}

    /** Mod 10 as in the LOINC Users' Guide: from the right every second digit, beginning with the last, counts twice. @param number digits */
    static int loinc(String number) {
        var sum = 0;
        for (var i = 0; i < number.length(); i++) {
            var digit = number.charAt(number.length() - 1 - i) - '0';
            var counted = i % 2 == 0 ? 2 * digit : digit;
            sum += counted / 10 + counted % 10;
        }
        return (10 - sum % 10) % 10;
    }

    /** Whether a SNOMED CT identifier has 6 to 18 digits and ends with the right one (Release File Specification, Verhoeff). */
    static boolean isSnomed(String identifier) {
        if (!identifier.matches("[1-9][0-9]{5,17}")) {
            return false;
        }
        var check = 0;
        for (var i = 0; i < identifier.length(); i++) {
            var digit = identifier.charAt(identifier.length() - 1 - i) - '0';
            check = PRODUCT[check].charAt(PERMUTATION[i % 8].charAt(digit) - '0') - '0';
        }
        return check == 0;
    }
}
