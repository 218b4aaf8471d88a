package io.mededge.infra.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.systemtest.rules.Project.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the project's own files look. Beside each rule stands a small offence that it must find. */
class TidinessTest {
    private static final Path LONG_CODE = Path.of("src/test/resources/tidiness/long-code.txt");

    @Test
    void noReminderIsLeftOver() {
        assertThat(findings(Project.textFiles(), TidinessRules::reminders)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"// TO" + "DO later", "# FIX" + "ME", "XX" + "X: wrong"})
    void aReminderIsFound(String line) {
        assertThat(TidinessRules.reminders(new TextFile("A.java", "ok\n" + line)))
                .hasSize(1);
    }

    @Test
    void noFileNamesAFolderOfOneMachine() {
        assertThat(findings(Project.textFiles(), TidinessRules::machinePaths)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cd /ho" + "me/jane/mededge", "\"/wo" + "rk/main\"", "(/ro" + "ot/.m2)", "C:" + "\\Users"})
    void aFolderOfOneMachineIsFound(String line) {
        assertThat(TidinessRules.machinePaths(new TextFile("a.md", line))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"regional/root/x", "${base}/home/x", "/assets/work.css", "http://127.0.0.1/work", "../root/x"})
    void aRelativePathIsNoFolderOfOneMachine(String line) {
        assertThat(TidinessRules.machinePaths(new TextFile("a.md", line))).isEmpty();
    }

    @Test
    void noFileNamesAHostOfTheInternet() {
        assertThat(findings(Project.textFiles(), TidinessRules::foreignHosts)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https:/" + "/cdn.jsdelivr.net/x.js", "repo" + ".maven.apache.org", "image: ghcr" + ".io/a/b"})
    void aHostOfTheInternetIsFound(String line) {
        assertThat(TidinessRules.foreignHosts(new TextFile("a.html", line))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hl7.org/fhir/R4", "http://127.0.0.1:18081/fhir", "https://facility-1.example/mrn"})
    void whatAStandardNamesIsNoHost(String line) {
        assertThat(TidinessRules.foreignHosts(new TextFile("a.html", line))).isEmpty();
    }

    @Test
    void noTypeHasABannedName() {
        assertThat(TidinessRules.bannedNames(sourcesWithoutOffences())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AbstractPoller",
                "PollerImpl",
                "ByteUtil",
                "ByteUtils",
                "PollHelper",
                "PollManager",
                "PollConstants",
                "PatientDTO",
                "IPoller"
            })
    void aBannedNameIsFound(String name) {
        var file = new TextFile("A.java", "class A { interface " + name + " {} }");
        assertThat(TidinessRules.bannedNames(List.of(file))).containsExactly("A.java: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Intake", "IT", "Implant", "Utility", "Manage", "Abstraction", "KillIT"})
    void aWordThatOnlyLooksLikeItIsNotBanned(String name) {
        assertThat(TidinessRules.bannedNames(List.of(new TextFile("A.java", "class " + name + " {}"))))
                .isEmpty();
    }

    @Test
    void longFilesAndMethodsAreListedAndTheListOnlyShrinks() {
        var found = TidinessRules.tooLong(Project.javaFiles());
        assertThat(LongCode.parse(Project.read(LONG_CODE)).findings(found)).isEmpty();
    }

    @Test
    void aLongFileAndALongMethodAreFound() {
        var method = "void m() {" + "\n".repeat(TidinessRules.LONGEST_METHOD_LINES) + "}";
        var file = "class A {" + "\n".repeat(TidinessRules.LONGEST_FILE_LINES - 1) + "}";
        assertThat(TidinessRules.tooLong(List.of(new TextFile("A.java", "class A { " + method + " }"))))
                .containsExactly("A.java#m 61");
        assertThat(TidinessRules.tooLong(List.of(new TextFile("A.java", file)))).isEmpty();
        assertThat(TidinessRules.tooLong(List.of(new TextFile("A.java", file + "\n// one more"))))
                .containsExactly("A.java 501");
    }

    @Test
    void theListOfLongCodeCannotGrow() {
        var list = LongCode.parse("# comment\n2026-11-01 A.java 600\n2026-11-01 A.java#m 70\n2026-12-24 B.java 700\n");
        assertThat(list.findings(List.of("A.java 601", "B.java 700", "C.java 501")))
                .containsExactlyInAnyOrder(
                        "A.java has 601 lines, the list says 600",
                        "A.java#m is short enough: take it off the list",
                        "B.java was listed after the list was closed",
                        "C.java has 501 lines: split it");
        assertThat(list.findings(List.of("A.java 600", "A.java#m 70"))).hasSize(1);
    }

    @Test
    void everyLinkOfADocumentResolves() {
        var documents = Project.textFiles().stream()
                .filter(file -> file.path().endsWith(".md"))
                .toList();
        assertThat(documents).isNotEmpty();
        assertThat(findings(documents, document -> DocumentLinks.broken(Project.ROOT, document)))
                .isEmpty();
    }

    @Test
    void aBrokenLinkIsFound(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("b.md"), "# The only heading\n");
        var text = "[ok](b.md) [ok](b.md#the-only-heading) [no](c.md) [no](b.md#another) [out](../x) `[code](d.md)`";
        assertThat(DocumentLinks.broken(root, new TextFile("a.md", text)))
                .containsExactly("a.md: c.md", "a.md: b.md#another", "a.md: ../x");
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertThat(PackageDescriptions.missing(Project.javaFiles())).isEmpty();
    }

    @Test
    void aPackageWithoutADescriptionIsFound() {
        var type = new TextFile("m/src/main/java/a/A.java", "class A {}");
        var other = new TextFile("m/src/main/java/b/B.java", "class B {}");
        var unmarked = new TextFile("m/src/main/java/b/package-info.java", "/** Purpose. */ package b;");
        assertThat(PackageDescriptions.missing(List.of(type, other, unmarked)))
                .containsExactly(
                        "m/src/main/java/a has no package-info.java",
                        "m/src/main/java/b/package-info.java is not @NullMarked");
    }

    private static List<TextFile> sourcesWithoutOffences() {
        return Project.javaFiles().stream()
                .filter(file -> !file.path().contains("/rules/offending/"))
                .toList();
    }

    private static List<String> findings(List<TextFile> files, Function<TextFile, List<String>> rule) {
        assertThat(files).isNotEmpty();
        return files.stream().flatMap(file -> rule.apply(file).stream()).toList();
    }
}
