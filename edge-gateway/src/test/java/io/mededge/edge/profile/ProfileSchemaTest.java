package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader must agree on the form of a profile: each is held against the other. */
class ProfileSchemaTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final JsonSchema schema;

    ProfileSchemaTest() throws IOException {
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(ProfileLinterTest.resource("/profiles/profile.schema.json"));
    }

    @Test
    void whatTheReaderTakesTheSchemaTakes() throws IOException {
        for (var name : ProfileLoader.SHIPPED) {
            assertThat(validate(ProfileLinterTest.resource("/profiles/" + name + ".yaml")))
                    .as(name)
                    .isEmpty();
        }
        // its faults are of meaning, not of form
        assertThat(validate(ProfileLinterTest.resource("/lint/demonstration-hd.yaml")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: x y",
                "address: 65536",
                "area: nowhere",
                "type: u8",
                "order: ACBD",
                "scale: 0",
                "scale: 1/0",
                "bit: 16",
                "width: 33",
                "unit: m L",
                "plausible: 1 to 2",
                "sign: plus",
                "invalid: 5",
                "kind: number",
                "category: vital",
                "use: medical",
                "choices: [{code: A}]",
                "mdc: x",
                "snomed: x",
                "on-change: {deadband: 1}",
                "on-change: {max-silence: 60}",
                "on-change: {max-silence: 60s, deadband: -1}",
                "on-change: {max-silence: 60s, often: 1}",
                "colour: red",
            })
    void aMistakeOfFormIsFoundByBoth(String key) throws IOException {
        var name = key.substring(0, key.indexOf(':'));
        var yaml = new StringBuilder("profile: p\nversion: 1\npoints:\n  - ");
        for (var line : new String[] {"id: x", "area: input", "address: 0", "unit: mL", "plausible: 0..9"}) {
            yaml.append(line.startsWith(name + ":") ? key : line).append("\n    ");
        }
        if (yaml.indexOf(key) < 0) {
            yaml.append(key);
        }

        assertThat(validate(yaml.toString())).isNotEmpty();
        assertThat(ProfileLoader.parse("test.yaml", yaml.toString())).isInstanceOf(ProfileLoader.Result.Invalid.class);
        var repaired = yaml.toString().replace(key, "");
        assertThat(Set.of("id", "address", "area", "unit").contains(name)
                        || validate(repaired).isEmpty())
                .as("only that key is wrong in %s", yaml)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "points: [{id: x, unit: mL, plausible: 0..9, area: input}]",
                "points: [{id: x, unit: mL, plausible: 0..9, address: 0}]",
                "points: [{id: x, unit: mL, plausible: 0..9, scale: 0.1}]",
                "points: [{id: x, unit: mL, plausible: 0..9}]\ngap-limit: 1",
                "points: [{id: x, unit: mL, plausible: 0..9}]\nevents: {slots: 4}",
                "points: [{id: x, unit: mL, plausible: 0..9}]\nepisode: {}",
            })
    void aMachineThatSpeaksMqttHasNoRegisters(String rest) throws IOException {
        var yaml = "profile: p\nversion: 1\nprotocol: mqtt\n" + rest;

        assertThat(validate(yaml)).isNotEmpty();
        assertThat(ProfileLoader.parse("test.yaml", yaml)).isInstanceOf(ProfileLoader.Result.Invalid.class);
        var without = "profile: p\nversion: 1\nprotocol: mqtt\npoints: [{id: x, unit: mL, plausible: 0..9}]\n";
        assertThat(validate(without)).isEmpty();
        assertThat(ProfileLoader.parse("test.yaml", without).findings()).isEmpty();
    }

    @Test
    void everyConstantIsInTheSchema() throws IOException {
        var point = YAML.readTree(ProfileLinterTest.resource("/profiles/profile.schema.json"))
                .at("/$defs/point/properties");
        for (var type : Point.Type.values()) {
            assertThat(point.at("/type/enum"))
                    .anySatisfy(name ->
                            assertThat(name.asText()).isEqualTo(type.name().toLowerCase(Locale.ROOT)));
        }
        for (var order : Point.Order.values()) {
            assertThat(point.at("/order/enum"))
                    .anySatisfy(name -> assertThat(name.asText()).isEqualTo(order.name()));
        }
    }

    @Test
    void theReferenceHasTheSameSchemaAndItsExampleIsClean() throws IOException {
        assertThat(Path.of("../docs/reference/profile.schema.json"))
                .hasContent(ProfileLinterTest.resource("/profiles/profile.schema.json"));

        var reference = Files.readString(Path.of("../docs/reference/profiles.md"));
        var start = reference.indexOf("```yaml\n") + 8;
        var example =
                reference.substring(start, reference.indexOf("```", start)).replaceAll("(?m)^   ", "");
        assertThat(ProfileLoader.parse("example.yaml", example)).isInstanceOf(ProfileLoader.Result.Valid.class);
        assertThat(ProfileLoader.parse("example.yaml", example).findings()).isEmpty();
        assertThat(validate(example)).isEmpty();
    }

    private Set<ValidationMessage> validate(String yaml) throws IOException {
        return schema.validate(YAML.readTree(yaml));
    }
}
