package io.mededge.regional.transform;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Resource;

/** Compares a resource with {@code src/test/resources/golden/fhir/NAME.json}; {@code -Dgolden.update=true} writes it instead, for a reviewed change. */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden/fhir");

    private Golden() {}

    static void check(String name, Resource resource) {
        var json =
                FhirContext.forR4Cached().newJsonParser().setPrettyPrint(true).encodeResourceToString(resource) + "\n";
        var file = FOLDER.resolve(name + ".json");
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, json);
            }
            assertThat(json).isEqualTo(Files.readString(file));
        } catch (IOException cannotRead) {
            throw new UncheckedIOException(cannotRead);
        }
    }
}
