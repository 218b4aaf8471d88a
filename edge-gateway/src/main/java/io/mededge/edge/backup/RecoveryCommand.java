package io.mededge.edge.backup;

import io.mededge.edge.identity.KeyFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code mededge-gateway --recovery-shares} and {@code --restore}: docs/operations/gateway.md has them step by step. */
public final class RecoveryCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: recovery shares --data DIR --backup DIR --shares N --needed K
                   recovery restore --data DIR --backup DIR [--share FILE]… [--despite-damage]
            restore reads shares from the files, or else as lines from the standard input""";

    private final PrintStream out;
    private final InputStream in;
    private final Map<String, List<String>> options = new HashMap<>();

    private RecoveryCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.in, System.out));
    }

    /** @return the exit code */
    static int run(List<String> arguments, InputStream in, PrintStream out) {
        return new RecoveryCommand(in, out).run(arguments);
    }

    private int run(List<String> arguments) {
        try {
            read(arguments);
            return switch (arguments.isEmpty() ? "" : arguments.get(0)) {
                case "shares" -> shares();
                case "restore" -> restore();
                default -> throw new IllegalArgumentException("shares or restore?");
            };
        } catch (IllegalArgumentException wrong) {
            out.println("recovery: " + wrong.getMessage());
            out.println(USAGE);
            return WRONG_USAGE;
        } catch (IOException failed) {
            out.println("recovery: " + failed.getMessage());
            return FAILED;
        }
    }

    private void read(List<String> arguments) {
        for (var i = 1; i < arguments.size(); i++) {
            var name = arguments.get(i);
            var values = options.computeIfAbsent(name, unseen -> new ArrayList<>());
            switch (name) {
                case "--data", "--backup", "--shares", "--needed", "--share" -> {
                    if (++i == arguments.size()) {
                        throw new IllegalArgumentException(name + " needs a value");
                    }
                    values.add(arguments.get(i));
                }
                case "--despite-damage" -> values.add("");
                default -> throw new IllegalArgumentException("there is no option " + name);
            }
        }
    }

    private String option(String name) {
        var values = options.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException(name + " is to be given once");
        }
        return values.get(0);
    }

    /** A new key each time: what is copied from the gateway's next start on is opened by the new shares only. */
    private int shares() throws IOException {
        var backup = Path.of(option("--backup"));
        if (!Files.isDirectory(backup)) {
            throw new IOException("there is no folder " + backup);
        }
        var own = Files.createDirectories(Path.of(option("--data")).resolve(Backup.OWN_FOLDER));
        var keyFile = own.resolve(Backup.KEY_FILE);
        var next = own.resolve(Backup.KEY_FILE + ".next");
        Files.deleteIfExists(next);
        var key = KeyFile.create(next);
        var made =
                RecoveryEnvelope.make(key, Integer.parseInt(option("--shares")), Integer.parseInt(option("--needed")));
        made.envelope().write(backup);
        for (var old : RecoveryEnvelope.in(own)) {
            Files.delete(own.resolve(old.file()));
        }
        made.envelope().write(own);
        Files.move(next, keyFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Manifest.sync(own);
        if (!Files.exists(backup.resolve(Backup.MARKER))) {
            Files.createFile(backup.resolve(Backup.MARKER));
        }
        out.println(
                "Give each of these lines to another person, on paper or in a safe; they are kept nowhere and printed once.");
        out.printf(
                "Any %d of them open the backup; fewer tell nothing.%n%n",
                made.envelope().needed());
        made.shares().forEach(share -> out.println(share.text()));
        out.println();
        out.println(
                "Start the gateway anew: from then on it copies under the new key. Shares of an earlier set open only what was copied before.");
        return DONE;
    }

    private int restore() throws IOException {
        var started = Instant.now();
        var backup = Path.of(option("--backup"));
        var data = Path.of(option("--data")).toAbsolutePath();
        if (!Files.isDirectory(backup)) {
            throw new IOException("there is no backup in " + backup);
        }
        var opened = open(backup, given());
        var outcome = new Restore(backup, data, opened.key(), opened.envelope(), InstantSource.system())
                .run(options.containsKey("--despite-damage"));
        outcome.problems().forEach(problem -> out.println("DAMAGED " + problem));
        var now = Instant.now();
        out.printf(
                "records that wait for the region: %d; missing before the last copied second: %d%n",
                outcome.records(), outcome.missing());
        out.printf(
                "the backup had everything up to %s; between then and now: %s s%n",
                outcome.complete(), seconds(Duration.between(outcome.complete(), now)));
        if (!outcome.problems().isEmpty() && !options.containsKey("--despite-damage")) {
            out.println(
                    "nothing was restored; with --despite-damage what verifies is taken, and the rest is recorded as a gap");
            return FAILED;
        }
        out.printf(
                "restored into %s in %s s; start the gateway with its configuration%n",
                data, seconds(Duration.between(started, now)));
        return DONE;
    }

    private static String seconds(Duration duration) {
        return String.format("%.1f", duration.toMillis() / 1e3);
    }

    /** The one that the shares open, and what is in it. */
    private record Opened(RecoveryEnvelope envelope, byte[] key) {}

    private static Opened open(Path backup, List<RecoveryShare> shares) throws IOException {
        @Nullable IOException why = null;
        for (var envelope : RecoveryEnvelope.in(backup)) {
            try {
                return new Opened(envelope, envelope.open(shares));
            } catch (IOException other) {
                why = other;
            }
        }
        throw why == null ? new IOException("there is no recovery envelope in " + backup) : why;
    }

    private List<RecoveryShare> given() throws IOException {
        var lines = new ArrayList<String>();
        for (var file : options.getOrDefault("--share", List.of())) {
            lines.addAll(Files.readAllLines(Path.of(file)));
        }
        if (lines.isEmpty()) {
            out.println("the recovery shares, one on each line; an empty line ends them:");
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (var line = reader.readLine(); line != null && !line.isBlank(); line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines.stream()
                .filter(line -> !line.isBlank())
                .map(RecoveryShare::parse)
                .toList();
    }
}
