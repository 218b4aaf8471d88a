package io.mededge.model.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers are stable, and docs/reference/faults.md says for each code what happened, why and what to do. */
class FaultCodeTest {
    private static final Path REFERENCE = Path.of("../docs/reference/faults.md");

    private static final Pattern ROW = Pattern.compile(
            "\\| `(?<label>ME-\\d+)` `(?<name>[A-Z_]+)` \\| (?<what>[^|]+) \\| (?<why>[^|]+) \\| (?<todo>[^|]+) \\|");

    /** A sentence says something; a dash or "n/a" does not. */
    private static final int SHORTEST_SENTENCE = 12;

    @Test
    void eachNumberIsUsedOnceAndFound() {
        assertThat(FaultCode.values()).extracting(FaultCode::number).doesNotHaveDuplicates();
        assertThat(FaultCode.values())
                .allSatisfy(
                        code -> assertThat(FaultCode.ofNumber(code.number())).contains(code));
        assertThat(FaultCode.ofNumber(0)).isEmpty();
    }

    @Test
    void codesStandInTheOrderOfTheirNumbers() {
        assertThat(FaultCode.values()).isSortedAccordingTo(Comparator.comparingInt(FaultCode::number));
    }

    @Test
    void aSummaryIsOneSentenceWithoutAFullStop() {
        assertThat(FaultCode.values())
                .extracting(FaultCode::summary)
                .allSatisfy(summary -> assertThat(summary).matches("[A-Z][^.]{10,100}"));
    }

    @Test
    void theReferenceListsEveryCodeExactlyOnceWithItsSummary() throws IOException {
        var listed = rows().stream()
                .map(row -> row.label() + " " + row.name() + ": " + row.what())
                .toList();
        var known = Arrays.stream(FaultCode.values())
                .map(code -> code.label() + " " + code.name() + ": " + code.summary())
                .toList();
        assertThat(listed).containsExactlyElementsOf(known);
    }

    @Test
    void theReferenceSaysWhyAndWhatToDo() throws IOException {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.why()).as("%s: why", row.label()).hasSizeGreaterThan(SHORTEST_SENTENCE);
            assertThat(row.todo()).as("%s: what to do", row.label()).hasSizeGreaterThan(SHORTEST_SENTENCE);
        });
    }

    @Test
    void everyMentionOfACodeInTheReferenceIsARow() throws IOException {
        var mentions = Pattern.compile("^\\| `ME-", Pattern.MULTILINE)
                .matcher(Files.readString(REFERENCE))
                .results()
                .count();
        assertThat(rows()).as("rows that have the form of the table").hasSize((int) mentions);
    }

    private record Row(String label, String name, String what, String why, String todo) {}

    private static List<Row> rows() throws IOException {
        var rows = ROW.matcher(Files.readString(REFERENCE))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5)))
                .toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }
}
