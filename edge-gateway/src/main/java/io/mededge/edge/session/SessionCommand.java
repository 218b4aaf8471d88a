package io.mededge.edge.session;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code ./mededge session verify FILE --key KEY}: whether a signed session is what was signed. Needs no gateway, no network and no configuration. */
public final class SessionCommand {
    private static final int VALID = 0;
    private static final int INVALID = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = "usage: ./mededge session verify FILE --key KEY";

    private SessionCommand() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), out, err));
    }

    /** Returns the exit code: 0 valid, 1 not or it cannot be told, 2 wrong usage. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 4
                || !arguments.get(0).equals("verify")
                || !arguments.get(2).equals("--key")) {
            err.println("mededge: session takes 'verify', one file and the option --key with the gateway's public key");
            err.println(USAGE);
            return WRONG_USAGE;
        }
        var file = Path.of(arguments.get(1));
        try {
            var key = RecordKey.publicKey(Files.readString(Path.of(arguments.get(3))));
            if (Files.size(file) > SessionExport.MAX_BYTES) {
                throw new IOException(file + " is larger than a signed session can be");
            }
            return print(file, SessionExport.verify(Files.readAllBytes(file), key), out);
        } catch (IOException cannotRead) {
            err.println("mededge: " + cannotRead.getMessage() + " cannot be read");
        } catch (IllegalArgumentException notAKey) {
            err.println("mededge: " + arguments.get(3) + ": " + notAKey.getMessage());
        }
        return INVALID;
    }

    private static int print(Path file, SessionExport.Verdict verdict, PrintStream out) {
        if (verdict instanceof SessionExport.Verdict.Valid valid) {
            out.printf(
                    "valid: session %s, version %d%n",
                    valid.record().session(), valid.record().version());
            for (var signature : valid.signatures()) {
                out.printf(
                        "signed by %s (%s, %s) at %s, meaning: %s%n",
                        signature.name(), signature.signer(), signature.role(), signature.at(), signature.meaning());
            }
            return VALID;
        }
        out.printf("invalid: %s: %s%n", file, ((SessionExport.Verdict.Invalid) verdict).reason());
        return INVALID;
    }
}
