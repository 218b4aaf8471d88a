package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The development accounts of one gateway, one of each role, made once by the command that makes the first accounts of any gateway. Badges and PINs are random and lie
 * in a file that only the owner of the data folder can read: a line has account, badge and PIN.
 */
final class DevelopmentStaff {
    private static final List<String> ROLES =
            List.of("nurse", "charge-nurse", "physician", "technician", "administrator", "privacy-officer");
    private static final int HEAP_MIB = 128;
    private static final int LEAST_DIFFERENT_DIGITS = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Site site;
    private final String gateway;
    private final Path file;

    private DevelopmentStaff(Site site, String gateway) {
        this.site = site;
        this.gateway = gateway;
        file = site.data().staff().resolve(gateway + ".txt");
    }

    /** @param gateway name of its process */
    static Preparation of(Site site, String gateway) {
        return new DevelopmentStaff(site, gateway)::make;
    }

    /** The file appears last, so that what was cut off in the middle is done again. Who has made accounts without it has no use for these. */
    private void make() throws IOException, InterruptedException {
        var accounts = site.data().of(gateway).resolve("staff");
        var half = file.resolveSibling(file.getFileName() + ".half");
        if (Files.exists(file) || (Files.exists(accounts) && !Files.exists(half))) {
            return;
        }
        DataFolder.deleteTree(accounts);
        Files.deleteIfExists(half);
        Files.createDirectories(file.getParent());
        Files.createDirectories(site.data().temporary(gateway));
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var people = ROLES.stream().map(Person::of).toList();
        Files.writeString(half, people.stream().map(Person::line).collect(Collectors.joining()));
        new Tool(command(), site.environment(gateway), site.data().log(gateway))
                .run(people.stream().map(Person::json).collect(Collectors.joining()));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> command() {
        var built = site.project().root().resolve("edge-gateway/target/quarkus-app");
        return new JavaCommand(Jdk.running(), site.data(), gateway, HEAP_MIB)
                // hashing a PIN is a long loop: with the first compiler alone it takes three times as long
                .flags("-XX:TieredStopAtLevel=4")
                .main(
                        List.of(
                                built.resolve("app") + "/*",
                                built.resolve("lib/main") + "/*",
                                built.resolve("lib/boot") + "/*"),
                        "io.mededge.edge.staff.StaffCommand",
                        "add",
                        "--data",
                        site.data().of(gateway).toString())
                .words();
    }

    private record Person(String role, String badge, String pin) {
        private static Person of(String role) {
            return new Person(role, "dev-" + digits(), digits());
        }

        private static String digits() {
            while (true) {
                var digits = String.format(Locale.ROOT, "%06d", RANDOM.nextInt(1_000_000));
                if (digits.chars().distinct().count() >= LEAST_DIFFERENT_DIGITS) {
                    return digits;
                }
            }
        }

        private String account() {
            return "dev." + role;
        }

        private String line() {
            return account() + " " + badge + " " + pin + "\n";
        }

        private String json() {
            return "{\"account\": \"%s\", \"name\": \"Development %s\", \"roles\": [\"%s\"], \"badge\": \"%s\", \"pin\": \"%s\"}%n"
                    .formatted(account(), role.replace('-', ' '), role, badge, pin);
        }

        /** Would show the PIN. */
        @Override
        public String toString() {
            return account();
        }
    }
}
