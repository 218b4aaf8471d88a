package io.mededge.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The running stack as {@code ./mededge status --json} tells it. */
record Stack(List<Running> processes, JsonNode addresses) {
    private static final int STATUS_DEADLINE_SECONDS = 30;

    record Running(String name, long pid) {}

    /**
     * Asks the launcher.
     *
     * @param data the data folder; null for the launcher's default
     * @throws IOException if nothing is running there
     */
    static Stack running(@Nullable Path data) throws IOException, InterruptedException {
        var launcher = System.getProperty("mededge.launcher", "./mededge");
        var command = new ArrayList<>(List.of(launcher, "status", "--json"));
        if (data != null) {
            command.addAll(List.of("--data", data.toString()));
        }
        var status = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var answer = new ObjectMapper().readTree(status.getInputStream());
        if (!status.waitFor(STATUS_DEADLINE_SECONDS, TimeUnit.SECONDS)
                || answer == null
                || answer.path("processes").isEmpty()) {
            throw new IOException("no stack is running; start one with ./mededge up --detach");
        }
        var processes = new ArrayList<Running>();
        answer.get("processes")
                .forEach(process -> processes.add(new Running(
                        process.get("name").asText(), process.get("pid").asLong())));
        return new Stack(processes, answer.get("addresses"));
    }

    String address(String name) {
        var address = addresses.get(name);
        if (address == null) {
            throw new IllegalStateException("status names no address '" + name + "'");
        }
        return address.asText();
    }
}
