package io.mededge.edge.profile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML file with the line of every key and list item, and what has been found wrong with it.
 *
 * @param lines by JSON pointer
 */
record YamlDocument(String file, JsonNode root, Map<String, Integer> lines, List<Finding> findings) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** @throws JsonProcessingException if it is no YAML, gives a key twice or has a second document */
    static YamlDocument parse(String file, String yaml) throws JsonProcessingException {
        var root = YAML.readTree(yaml);
        return new YamlDocument(file, root, lines(yaml), new ArrayList<>());
    }

    YamlFields fields() {
        return new YamlFields(this, "", "", root);
    }

    /** @param pointer of what is wrong; when it is not in the file, the nearest thing around it counts */
    void find(Rule rule, String pointer, String place, String what) {
        findings.add(new Finding(file, line(pointer), place, rule, what));
    }

    private int line(String pointer) {
        for (var around = pointer; !around.isEmpty(); around = around.substring(0, around.lastIndexOf('/'))) {
            var line = lines.get(around);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private static Map<String, Integer> lines(String yaml) throws JsonProcessingException {
        var lines = new HashMap<String, Integer>();
        try (var parser = YAML.createParser(yaml)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                    var pointer = parser.getParsingContext().pathAsPointer().toString();
                    // a key comes before its value, and with it the line that people look for
                    lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (JsonProcessingException notYaml) {
            throw notYaml;
        } catch (IOException impossible) {
            throw new IllegalStateException("a text cannot fail to be read", impossible);
        }
        return lines;
    }
}
