package io.mededge.edge.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.profile.Finding.Severity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ./mededge profile lint FILE [--json]}: what is wrong with a profile, and why. Needs no running gateway and no configuration. */
public final class LintCommand {
    private static final int CLEAN = 0;
    private static final int FINDINGS = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = "usage: ./mededge profile lint FILE [--json]";

    private LintCommand() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), out, err));
    }

    /** Returns the exit code: 0 clean, 1 findings, 2 wrong usage. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        var words = new ArrayList<>(arguments);
        var json = words.remove("--json");
        if (words.size() != 2 || !words.get(0).equals("lint") || words.get(1).startsWith("-")) {
            err.println("mededge: profile takes 'lint' and one file, and the option --json");
            err.println(USAGE);
            return WRONG_USAGE;
        }
        var file = Path.of(words.get(1));
        var findings = ProfileLoader.load(file).findings();
        if (json) {
            out.println(json(file, findings));
        } else {
            print(file, findings, out);
        }
        return findings.isEmpty() ? CLEAN : FINDINGS;
    }

    private static void print(Path file, List<Finding> findings, PrintStream out) {
        for (var finding : findings) {
            out.printf(
                    "%s [%s %s]%n",
                    finding.headline(), name(finding), finding.rule().id());
            out.printf("    why: %s%n", finding.rule().why());
            out.printf("    do:  %s%n", finding.rule().remedy());
        }
        var result = "errors: " + count(findings, Severity.ERROR) + ", warnings: " + count(findings, Severity.WARNING);
        out.printf("%s: %s%n", file, findings.isEmpty() ? "clean" : result);
    }

    private static String json(Path file, List<Finding> findings) {
        var mapper = new ObjectMapper();
        var root = mapper.createObjectNode()
                .put("file", file.toString())
                .put("errors", count(findings, Severity.ERROR))
                .put("warnings", count(findings, Severity.WARNING));
        var list = root.putArray("findings");
        for (var finding : findings) {
            list.addObject()
                    .put("line", finding.line())
                    .put("place", finding.place())
                    .put("rule", finding.rule().id())
                    .put("severity", name(finding))
                    .put("what", finding.what())
                    .put("why", finding.rule().why())
                    .put("remedy", finding.rule().remedy());
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts and numbers can always be written", impossible);
        }
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String name(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
