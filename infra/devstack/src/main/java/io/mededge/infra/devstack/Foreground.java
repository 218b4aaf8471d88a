package io.mededge.infra.devstack;

import java.io.IOException;
import java.util.List;

/** One program with our terminal, for as long as it runs. */
record Foreground(List<String> command) {
    /** The program's end is ours: whatever ends this process ends the program too. */
    ExitCode run() throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of the program"));
        int status = process.waitFor();
        return status == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
