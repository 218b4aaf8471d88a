package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileLoaderTest {
    private static final String HEAD = "profile: p\nversion: 1\npoints:\n";

    @TempDir
    Path folder;

    /** Each line: one point that contradicts one rule, and what must be said about it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{id: x, area: input, address: 70000, unit: mL} | address must be a whole number from 0 to 65535, not 70000",
                "{id: x, area: input, address: 65535, type: u32, unit: mL} | the value ends beyond register 65535",
                "{id: x, area: nowhere, address: 0, unit: mL} | area must be one of coil, discrete, holding, input, not 'nowhere'",
                "{id: x, address: 0, unit: mL} | area is missing",
                "{id: x, area: input, address: 0} | unit is missing",
                "{id: x, area: input, address: 0, unit: m L} | unit must be a UCUM code",
                "{id: x, area: input, address: 0, unit: mL, invalid: 5} | invalid must be a list",
                "{id: x, area: input, address: 0, unit: mL, width: 5} | width is for type bits",
                "{id: x, area: input, address: 0, unit: mL, type: bits, bit: 10, width: 7} | reach beyond the 16 bits",
                "{id: x, area: input, address: 0, type: string, width: 33, choices: [{number: 1, text: a, code: A}]} | width must be a whole number from 1 to 32",
                "{id: x, area: input, address: 0, type: string, width: 1, choices: [{number: 1, text: ' a', code: A}]} | without a space at its ends",
                "{id: x, area: input, address: 0, unit: mL, mdc: '12345678901'} | mdc must be a code of at most 10 digits",
                "{id: x, area: input, address: 0, unit: mL, scale: 0} | scale must not be 0",
                "{id: x, area: input, address: 0, unit: mL, plausible: 5..1} | ends before it starts",
                "{id: x, area: input, address: 0, unit: mL, plausible: much} | plausible must be like",
                "{id: x, area: input, address: 0, unit: mL, group: slow} | the group slow is not under groups",
                "{id: x, area: input, address: 0, unit: mL, adress: 5} | the key adress is not known",
                "{id: x, area: coil, address: 0, type: u16, unit: mL} | type must be bit",
                "{id: x, area: input, address: 0, unit: mL, bit: 3} | bit is for type bit or bits in a register only",
                "{id: x, area: input, address: 0, kind: code} | needs choices",
                "{id: 'no spaces please', area: input, address: 0, unit: mL} | id: a metric id must be",
            })
    void aMistakeIsNamedWithFileAndPoint(String point, String sentence) {
        var problems = problems(HEAD + "  - " + point + "\n");

        assertThat(problems)
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("test.yaml:4: points ").contains(sentence));
    }

    @Test
    void oneRunFindsEveryMistake() {
        var problems = problems("""
                profile: p
                points:
                  - {id: x, area: input, address: -1, unit: mL}
                  - {id: x, area: input, address: 1, unit: mL, scale: big}
                colour: red
                """);

        assertThat(problems)
                .containsExactly(
                        "test.yaml:1: version is missing",
                        "test.yaml:3: points x: address must be a whole number from 0 to 65535, not -1",
                        "test.yaml:4: points x: scale must be a number, not \"big\"",
                        "test.yaml:5: the key colour is not known");
    }

    @Test
    void aSentenceSaysWhyAndWhatToDo() {
        var result =
                ProfileLoader.parse("test.yaml", HEAD + "  - {id: x, area: input, address: 0, unit: mL, adress: 5}\n");

        assertThat(result.findings())
                .filteredOn(finding -> finding.rule() == Rule.UNKNOWN_KEY)
                .extracting(Finding::sentence)
                .containsExactly(
                        "test.yaml:4: points x: the key adress is not known (unknown-key). A misspelt key would"
                                + " silently be without effect. Correct its spelling or remove it.");
    }

    @Test
    void aKeyTwiceAndASecondDocumentAreNoProfile() {
        assertThat(problems("profile: p\nprofile: q\n"))
                .singleElement()
                .asString()
                .contains(":2: is no YAML: Duplicate");
        assertThat(problems("profile: p\n---\nprofile: q\n"))
                .singleElement()
                .asString()
                .contains("is no YAML");
    }

    @Test
    void whatIsNoYamlIsSaidWithItsLine() {
        assertThat(problems("profile: p\npoints: [\n"))
                .singleElement()
                .asString()
                .startsWith("test.yaml:2: is no YAML: ");
        assertThat(problems("just words")).first().asString().contains("must be a mapping");
    }

    @Test
    void anEventListMustFitTheTable() {
        assertThat(problems("profile: p\nversion: 1\npoints: [{id: x, area: input, address: 0, unit: mL}]\n"
                        + "events: {counter: {area: coil, address: 0}, address: 65530, slots: 48}\n"))
                .containsExactlyInAnyOrder(
                        "test.yaml:4: events: counter: a counter is a register, so area must be input or holding",
                        "test.yaml:4: events: slots must be a power of two, or events would change their slots when the counter wraps",
                        "test.yaml:4: events: the list ends beyond register 65535");
    }

    @Test
    void aFileIsReadAndOneThatIsMissingIsNamed() throws Exception {
        var file = folder.resolve("p.yaml");
        Files.writeString(file, HEAD + "  - {id: x, area: input, address: 3, unit: mL, plausible: '0, 15..600'}\n");

        assertThat(ProfileLoader.load(file))
                .isInstanceOfSatisfying(
                        ProfileLoader.Result.Valid.class,
                        valid -> assertThat(valid.profile().points().get(0).plausible())
                                .containsExactly(new Point.Interval(0, 0), new Point.Interval(15, 600)));
        assertThat(ProfileLoader.load(folder.resolve("none.yaml")))
                .isInstanceOfSatisfying(
                        ProfileLoader.Result.Invalid.class,
                        invalid -> assertThat(invalid.findings())
                                .singleElement()
                                .extracting(Finding::headline)
                                .asString()
                                .contains("none.yaml: cannot be read"));
    }

    /** A file that somebody is editing must never end the look at it in an accident. */
    @Property(tries = 3_000)
    void noTextMakesTheReaderFail(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        var text = new StringBuilder(
                ProfileLinterTest.resource("/profiles/" + ProfileLoader.SHIPPED.get(random.nextInt(3)) + ".yaml"));
        for (var edits = 1 + random.nextInt(4); edits > 0; edits--) {
            var from = random.nextInt(text.length());
            var to = Math.min(text.length(), from + random.nextInt(12));
            text.replace(from, to, JUNK.get(random.nextInt(JUNK.size())));
        }

        var result = ProfileLoader.parse("test.yaml", text.toString());

        assertThat(result.findings())
                .allSatisfy(finding -> assertThat(finding.line())
                        .isBetween(0, (int) text.toString().lines().count() + 1));
    }

    private static final List<String> JUNK = List.of(
            "",
            "\n",
            "  ",
            "\t",
            ": ",
            "{",
            "]",
            "\"",
            "- ",
            "&a ",
            "*a",
            "<<: ",
            "!!binary ",
            "---\n",
            "\u0000",
            "\ud83d",
            "1e999",
            "-1e-320",
            ".nan",
            "0x7fffffffffffffffffff",
            "1_0_",
            "9".repeat(400),
            "scale: 1e300, ",
            "plausible: 0.." + "9".repeat(400) + ", ",
            "width: 16, type: bits, ",
            "type: string, width: 2, ",
            "type: f64, ",
            "loinc: 1-1, ",
            "unit: \"(((((((((((((((((((((((\", ",
            "mdc: 9999999999, ",
            "snomed: 000000, ");

    private static List<String> problems(String yaml) {
        var result = ProfileLoader.parse("test.yaml", yaml);
        assertThat(result).isInstanceOf(ProfileLoader.Result.Invalid.class);
        return result.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::headline)
                .toList();
    }
}
