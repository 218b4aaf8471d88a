package io.mededge.infra.systemtest.rules.offending.edge.patient;

import io.mededge.infra.systemtest.rules.offending.edge.patient.Name.Purpose;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads a patient's name in three ways. */
final class Reader {
    private Reader() {}

    static String read(Name name) {
        return name.reveal(Purpose.CARE);
    }

    static Supplier<String> later(Name name) {
        return () -> name.reveal(Purpose.CARE);
    }

    static BiFunction<Name, Purpose, String> byReference() {
        return Name::reveal;
    }
}
