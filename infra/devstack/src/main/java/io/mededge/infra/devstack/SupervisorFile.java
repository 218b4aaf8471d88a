package io.mededge.infra.devstack;

import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Who supervises a data folder. */
final class SupervisorFile {
    private SupervisorFile() {}

    static void write(DataFolder data) throws IOException {
        var self = ProcessIdentity.of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IOException("/proc/self/stat cannot be read; is /proc mounted?"));
        Files.createDirectories(data.run());
        Files.writeString(data.supervisor(), self.text() + "\n");
    }

    static Optional<ProcessIdentity> alive(DataFolder data) {
        try {
            return Files.exists(data.supervisor())
                    ? ProcessIdentity.parse(Files.readString(data.supervisor())).filter(ProcessIdentity::isAlive)
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
