package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.process.DataFolder;
import java.nio.file.Path;
import java.util.Map;

/** What every component is planned from. */
record Site(Project project, Options options, DataFolder data) {
    static final String HOST = "127.0.0.1";

    int port(PortName name, int number) {
        return options.port(name, number);
    }

    /** {@code host:port}. */
    String endpoint(PortName name, int number) {
        return HOST + ":" + port(name, number);
    }

    /** The region that a facility belongs to. */
    int regionOf(int facility) {
        return (facility - 1) % options.regions() + 1;
    }

    Path configuration(String file) {
        return data.configuration().resolve(file);
    }

    Credentials credentials(String holder) {
        return DevelopmentPki.credentials(data.certificates(), holder);
    }

    /** All that a child process sees of our environment. */
    Map<String, String> environment(String process) {
        var temporary = data.temporary(process).toString();
        return Map.of(
                "PATH",
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                "LANG",
                "C.UTF-8",
                "HOME",
                temporary,
                "TMPDIR",
                temporary);
    }
}
