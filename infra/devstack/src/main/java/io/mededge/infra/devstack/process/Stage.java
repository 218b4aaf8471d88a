package io.mededge.infra.devstack.process;

import java.time.Duration;

/** The order of stopping: what uses others goes before what is used. */
public enum Stage {
    APPLICATION(Duration.ofSeconds(15)),
    MESSAGING(Duration.ofSeconds(10)),
    /** Cassandra drains its memory tables before it ends. */
    STORE(Duration.ofSeconds(25));

    private final Duration patience;

    Stage(Duration patience) {
        this.patience = patience;
    }

    /** How long a process may take to end by itself before it is killed. */
    Duration patience() {
        return patience;
    }
}
