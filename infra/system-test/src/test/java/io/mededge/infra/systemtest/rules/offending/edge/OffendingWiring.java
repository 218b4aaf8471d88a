package io.mededge.infra.systemtest.rules.offending.edge;

/** Stands for the wiring of a tier. */
public final class OffendingWiring {
    private OffendingWiring() {}
}
