package io.mededge.edge.staff;

import io.mededge.edge.identity.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * {@code ./mededge staff add --data DIR}: makes accounts on the gateway's own host while the gateway stands still, the first administrator before all. Reads one JSON object
 * on each line of the standard input, so that no secret is on a command line.
 */
public final class StaffCommand {
    /** Below the gateway's data folder. */
    static final String FOLDER = "staff";

    /** Bound of one run. */
    static final int MAX_LINES = 1_000;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: ./mededge staff add --data DIR
            reads an account on each line of the standard input:
            {"account": "a.first", "name": "Ada First", "roles": ["administrator"], "badge": "100234", "pin": "…"}""";

    private StaffCommand() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.in, out, err));
    }

    /** @param in what is typed or piped @return the exit code: 0 all were made, 1 not all, 2 wrong usage */
    public static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.size() != 3
                || !arguments.get(0).equals("add")
                || !arguments.get(1).equals("--data")) {
            err.println("mededge: staff takes 'add' and the option --data with the gateway's data folder");
            err.println(USAGE);
            return WRONG_USAGE;
        }
        var folder = Path.of(arguments.get(2)).resolve(FOLDER);
        try (var accounts = Accounts.open(folder, InstantSource.system(), System::nanoTime, Verifier.ITERATIONS);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var outcome = add(accounts, lines, out, err);
            if (accounts.all().stream()
                    .noneMatch(account -> account.isActive() && account.member().is(Role.ADMINISTRATOR))) {
                out.println("there is no administrator yet: nobody can add accounts while the gateway runs");
            }
            return outcome;
        } catch (IOException notUsable) {
            err.println("mededge: " + notUsable.getMessage());
            return FAILED;
        }
    }

    private static int add(Accounts accounts, BufferedReader lines, PrintStream out, PrintStream err)
            throws IOException {
        var number = 0;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (++number > MAX_LINES) {
                err.println("mededge: at most " + MAX_LINES + " accounts at once");
                return FAILED;
            }
            if (line.isBlank()) {
                continue;
            }
            var form = AccountForm.read(line.getBytes(StandardCharsets.UTF_8));
            if (form.isEmpty()) {
                err.println("mededge: line " + number + " is no JSON object");
                return FAILED;
            }
            var ruling = accounts.add(Accounts.HOST, form.get());
            if (!(ruling instanceof StaffRuling.Done)) {
                err.println("mededge: line " + number + ": " + sentence(ruling));
                return FAILED;
            }
            out.println("made " + form.get().account());
        }
        return DONE;
    }

    private static String sentence(StaffRuling ruling) {
        return ruling instanceof StaffRuling.Invalid invalid
                ? invalid.sentence()
                : ruling instanceof StaffRuling.Refused refused ? refused.sentence() : "it was not made";
    }
}
