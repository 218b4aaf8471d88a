package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

/** The simulator's control interface: makes things happen at a station. */
public record Simulation(String address) {
    /** The machine's network misbehaves for a while, for example {@code garbled}. */
    public void fault(String station, String name, int seconds) {
        ask(Web.post(station(station) + "/fault?name=" + name + "&seconds=" + seconds, ""));
    }

    public void endFault(String station) {
        ask(Web.delete(station(station) + "/fault"));
    }

    private String station(String station) {
        return address + "/stations/" + station;
    }

    private static void ask(Web.Answer answer) {
        assertThat(answer.status())
                .as("the simulator's answer: %s", answer.body())
                .isEqualTo(200);
    }
}
