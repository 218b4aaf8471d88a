package io.mededge.infra.devstack;

import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Tells whoever started the system how to log in at its gateways. To the terminal only, never into a log. */
final class DevelopmentAccounts {
    private DevelopmentAccounts() {}

    static void print(DataFolder data, PrintStream out) {
        if (!Files.isDirectory(data.staff())) {
            return;
        }
        try (var files = Files.newDirectoryStream(data.staff(), "*.txt")) {
            for (var file : files) {
                out.printf("%ndevelopment accounts, never for patients (%s):%n", file);
                out.printf("%-20s %-12s %s%n", "account", "badge", "PIN");
                for (var line : Files.readAllLines(file)) {
                    out.printf("%-20s %-12s %s%n", (Object[]) line.split(" "));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
