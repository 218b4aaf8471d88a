package io.mededge.infra.systemtest.rules;

import io.mededge.infra.systemtest.rules.Project.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a file of the project may not hold. Each rule gives one line for each finding: the file, the line, what was found. */
final class TidinessRules {
    static final int LONGEST_FILE_LINES = 500;
    static final int LONGEST_METHOD_LINES = 60;

    /** The reminders are put together here, or this file would be a finding. */
    private static final Pattern REMINDER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    /** Folders of one machine: of a user, of a workspace, of a system's temporary files, of another system. */
    private static final Pattern MACHINE_PATH = Pattern.compile(
            "(?<![\\w.$}/])/(?:home|root|Users|work|workspace|mnt|tmp|builds)/[\\w.-]+|\\b[A-Z]:\\\\\\\\?\\w+");

    private static final Pattern HOST = Pattern.compile("\\b(?:https?|ftp|git|ssh)://(?:[^/@\\s]+@)?([A-Za-z0-9.-]+)");

    /** Names of things in standards, this machine, and the names reserved for examples (RFC 2606); no other host is needed to build or run. */
    private static final Set<String> ALLOWED_HOSTS = Set.of(
            "127.0.0.1",
            "localhost",
            "hl7.org",
            "snomed.info",
            "loinc.org",
            "unitsofmeasure.org",
            "terminology.hl7.org",
            "www.w3.org",
            "jakarta.ee",
            "json-schema.org",
            "maven.apache.org");

    private static final Pattern RESERVED_FOR_EXAMPLES =
            Pattern.compile("(.*\\.)?example(\\.(org|com|net))?|.*\\.(invalid|test)");

    private static final Pattern REGISTRY = Pattern.compile(
            "\\b(?:repo1?\\.maven\\.(?:apache\\.)?org|repo\\.maven|registry\\.npmjs|docker\\.io|quay\\.io|ghcr\\.io|gcr\\.io|arti"
                    + "factory|nexus\\.)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+(\\w+)");

    private TidinessRules() {}

    static List<String> reminders(TextFile file) {
        return findings(file, REMINDER, MatchResult::group);
    }

    static List<String> machinePaths(TextFile file) {
        return findings(file, MACHINE_PATH, MatchResult::group);
    }

    static List<String> foreignHosts(TextFile file) {
        var hosts = findings(file, HOST, match -> isAllowed(match.group(1)) ? "" : match.group());
        return Stream.concat(hosts.stream(), findings(file, REGISTRY, MatchResult::group).stream())
                .toList();
    }

    static List<String> bannedNames(List<TextFile> files) {
        var suspects = files.stream()
                .filter(file -> TYPE.matcher(file.text()).results().anyMatch(type -> Names.isBanned(type.group(1))))
                .toList();
        var findings = new ArrayList<String>();
        JavaOutline.of(suspects)
                .forEach((path, outline) -> outline.types().stream()
                        .filter(Names::isBanned)
                        .forEach(name -> findings.add(path + ": " + name)));
        return findings;
    }

    /** What is longer than it may be, as {@code path lines} or {@code path#method lines}. */
    static List<String> tooLong(List<TextFile> files) {
        var findings = new ArrayList<String>();
        for (var file : files) {
            var lines = file.lines().size();
            if (lines > LONGEST_FILE_LINES) {
                findings.add(file.path() + " " + lines);
            }
        }
        var suspects = files.stream()
                .filter(file -> file.lines().size() > LONGEST_METHOD_LINES)
                .toList();
        JavaOutline.of(suspects)
                .forEach((path, outline) -> outline.methods().stream()
                        .filter(method -> method.lines() > LONGEST_METHOD_LINES)
                        .forEach(method -> findings.add(path + "#" + method.name() + " " + method.lines())));
        return findings;
    }

    private static boolean isAllowed(String host) {
        return ALLOWED_HOSTS.contains(host)
                || RESERVED_FOR_EXAMPLES.matcher(host).matches();
    }

    private static List<String> findings(
            TextFile file, Pattern pattern, java.util.function.Function<MatchResult, String> finding) {
        var lines = file.lines();
        return IntStream.range(0, lines.size())
                .boxed()
                .flatMap(at -> pattern.matcher(lines.get(at))
                        .results()
                        .map(finding)
                        .filter(text -> !text.isEmpty())
                        .map(text -> file.path() + ":" + (at + 1) + ": " + text))
                .toList();
    }
}
