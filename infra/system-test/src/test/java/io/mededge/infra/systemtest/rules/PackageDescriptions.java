package io.mededge.infra.systemtest.rules;

import io.mededge.infra.systemtest.rules.Project.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Every package of main code says what it is for, and that nothing in it is null unless it says so. */
final class PackageDescriptions {
    private static final String FILE = "package-info.java";
    private static final Pattern PURPOSE = Pattern.compile("/\\*\\*.*?[A-Z].*?\\.\\s.*?\\*/", Pattern.DOTALL);

    private PackageDescriptions() {}

    static List<String> missing(List<TextFile> files) {
        var descriptions = new TreeMap<String, String>();
        for (var file : files) {
            if (file.path().contains("/src/main/java/")) {
                var folder = file.path().substring(0, file.path().lastIndexOf('/'));
                descriptions.putIfAbsent(folder, "");
                if (file.path().endsWith("/" + FILE)) {
                    descriptions.put(folder, file.text());
                }
            }
        }
        var missing = new ArrayList<String>();
        descriptions.forEach((folder, text) -> {
            if (text.isEmpty()) {
                missing.add(folder + " has no " + FILE);
            } else if (!text.contains("@NullMarked")) {
                missing.add(folder + "/" + FILE + " is not @NullMarked");
            } else if (!PURPOSE.matcher(text).find()) {
                missing.add(folder + "/" + FILE + " does not say what the package is for");
            }
        });
        return missing;
    }
}
