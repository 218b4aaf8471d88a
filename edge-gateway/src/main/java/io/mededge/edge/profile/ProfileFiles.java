package io.mededge.edge.profile;

import io.mededge.edge.profile.Finding.Severity;
import io.mededge.edge.profile.ProfileLoader.Result;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The profile files of a running gateway: finds what has changed, and says whether it may replace what runs.
 *
 * <p>A content counts only when two looks in a row find it, so that a file is not judged while somebody writes it. Each content is judged once.
 */
public final class ProfileFiles {
    private static final String UNREADABLE = "unreadable";

    private final List<Watched> files = new ArrayList<>();

    /** What a look has found. */
    public sealed interface Change {
        /** @param profile passed the linter, and has a higher version than the one before */
        record Replaced(DeviceProfile profile) implements Change {}

        /** The running profile stays. @param problems at least one sentence that names the file */
        record Refused(List<String> problems) implements Change {}
    }

    /** @param running what was read from each file at the start */
    public ProfileFiles(Map<Path, DeviceProfile> running) {
        running.forEach((file, profile) -> files.add(new Watched(file, profile)));
    }

    /** Changes since the last look. Not to be called from several threads at once. */
    public synchronized List<Change> look() {
        var changes = new ArrayList<Change>();
        for (var file : files) {
            if (file.hasNewContent()) {
                file.judge(changes);
            }
        }
        return changes;
    }

    private static final class Watched {
        private final Path file;
        private DeviceProfile running;
        private String judged;
        private String lastSeen;

        Watched(Path file, DeviceProfile running) {
            this.file = file;
            this.running = running;
            judged = digest(file);
            lastSeen = judged;
        }

        boolean hasNewContent() {
            var seen = digest(file);
            var settled = seen.equals(lastSeen);
            lastSeen = seen;
            return settled && !seen.equals(judged);
        }

        void judge(List<Change> changes) {
            judged = lastSeen;
            var result = ProfileLoader.load(file);
            if (!(result instanceof Result.Valid valid)) {
                changes.add(new Change.Refused(result.findings().stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(Finding::sentence)
                        .toList()));
                return;
            }
            var changed = valid.profile();
            if (changed.equals(running)) {
                return;
            }
            if (!changed.name().equals(running.name())) {
                changes.add(
                        refused(
                                "the profile was named " + running.name() + " and is now " + changed.name()
                                        + ". Machines refer to it by that name. Restore it, or restart with the new one in the configuration"));
            } else if (changed.isForMqttOnly() != running.isForMqttOnly()) {
                changes.add(refused("the protocol has changed. Restart with it in the configuration"));
            } else if (changed.version() <= running.version()) {
                changes.add(refused("the content has changed and the version, " + changed.version()
                        + ", is not above the running " + running.version()
                        + ". Two contents must never share a version. Raise it"));
            } else if (otherMeaning(changed).isPresent()) {
                changes.add(
                        refused(
                                "the unit or kind of " + otherMeaning(changed).get()
                                        + " has changed. Values of before that are still to be sent have its id too. Give it a new id"));
            } else {
                running = changed;
                changes.add(new Change.Replaced(changed));
            }
        }

        /** A metric that has kept its id and not its meaning. */
        private Optional<MetricId> otherMeaning(DeviceProfile changed) {
            var before = running.metrics().stream().collect(Collectors.toMap(MetricDescription::id, metric -> metric));
            return changed.metrics().stream()
                    .filter(metric -> {
                        var old = before.get(metric.id());
                        return old != null && !(old.unit().equals(metric.unit()) && old.kind() == metric.kind());
                    })
                    .map(MetricDescription::id)
                    .findFirst();
        }

        private Change.Refused refused(String what) {
            return new Change.Refused(List.of(file + ": " + what));
        }

        private static String digest(Path file) {
            try {
                if (Files.size(file) > ProfileLoader.MAX_BYTES) {
                    return UNREADABLE;
                }
                var sha256 = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
            } catch (IOException unreadable) {
                return UNREADABLE;
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            }
        }
    }
}
