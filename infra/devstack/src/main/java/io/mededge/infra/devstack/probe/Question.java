package io.mededge.infra.devstack.probe;

import java.io.IOException;

/** One short conversation that ends normally only if the service gave the right answer. */
@FunctionalInterface
interface Question {
    void ask(Wire wire) throws IOException;
}
