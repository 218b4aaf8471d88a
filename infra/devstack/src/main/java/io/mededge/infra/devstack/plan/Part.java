package io.mededge.infra.devstack.plan;

import java.util.Locale;

/** What a system is made of; a region or facility has one process of each of its parts. */
public enum Part {
    KAFKA_REGIONAL(Scope.REGION),
    KAFKA_GLOBAL(Scope.WORLD),
    POSTGRES(Scope.REGION),
    CASSANDRA(Scope.WORLD),
    BROKER_REGIONAL(Scope.REGION),
    BROKER_FACILITY(Scope.FACILITY),
    SIMULATOR(Scope.FACILITY),
    EDGE_GATEWAY(Scope.FACILITY),
    REGIONAL(Scope.REGION),
    GLOBAL(Scope.WORLD);

    enum Scope {
        FACILITY,
        REGION,
        WORLD
    }

    private final Scope scope;

    Part(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    /** {@code kafka-regional}, and from the second region or facility on {@code kafka-regional-2}. */
    public String processName(int number) {
        return suffixed(name().toLowerCase(Locale.ROOT).replace('_', '-'), number);
    }

    static String suffixed(String name, int number) {
        return number == 1 ? name : name + "-" + number;
    }
}
