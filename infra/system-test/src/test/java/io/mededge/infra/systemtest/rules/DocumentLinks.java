package io.mededge.infra.systemtest.rules;

import io.mededge.infra.systemtest.rules.Project.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The links of the project's documents: each leads to a file or folder that exists, and to a heading that the file has. */
final class DocumentLinks {
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");

    private DocumentLinks() {}

    /** @param root the folder that the document's path is relative to */
    static List<String> broken(Path root, TextFile document) {
        return LINK.matcher(CODE.matcher(document.text()).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
                .filter(target -> !resolves(root, document, target))
                .map(target -> document.path() + ": " + target)
                .toList();
    }

    private static boolean resolves(Path root, TextFile document, String target) {
        var parts = target.split("#", 2);
        var from = root.resolve(document.path());
        var to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        if (!to.startsWith(root) || !Files.exists(to)) {
            return false;
        }
        return parts.length == 1
                || (Files.isRegularFile(to) && anchors(Project.read(to)).contains(parts[1]));
    }

    private static Set<String> anchors(String markdown) {
        return HEADING.matcher(markdown)
                .results()
                .map(heading -> anchor(heading.group(1)))
                .collect(Collectors.toSet());
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
