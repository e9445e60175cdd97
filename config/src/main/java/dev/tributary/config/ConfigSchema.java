package dev.tributary.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of a configuration file, for editors that complete and check.
 *
 * @since 0.1
 */
public final class ConfigSchema {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ConfigSchema() {}

    /** The schema as JSON text, made from {@link ConfigKeys}. */
    public static String json() {
        ObjectNode root = section(JSON.createObjectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Tributary configuration"));
        ConfigKeys.ALL.forEach(key -> add(root, key));
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes can always be written", e);
        }
    }

    private static void add(ObjectNode root, ConfigKey key) {
        ObjectNode at = root;
        String[] parts = key.path().split("\\.", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            ObjectNode properties = at.withObjectProperty("properties");
            at = properties.has(parts[i])
                    ? properties.withObjectProperty(parts[i])
                    : section(properties.putObject(parts[i]));
        }
        ObjectNode leaf = JSON.<ObjectNode>valueToTree(key.type().schema()).put("description", key.description());
        if (!key.byDefault().isEmpty()) {
            leaf.set("default", defaultOf(key));
        }
        at.withObjectProperty("properties").set(key.name(), leaf);
    }

    private static JsonNode defaultOf(ConfigKey key) {
        boolean literal = key.type() instanceof ValueType.Count
                || key.type() instanceof ValueType.Flag
                || key.type() instanceof ValueType.ListOf
                || key.type() instanceof ValueType.SettingsByPlugin;
        try {
            return literal
                    ? JSON.readTree(key.byDefault())
                    : JSON.getNodeFactory().textNode(key.byDefault());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the default of " + key.path() + " is not JSON", e);
        }
    }

    private static ObjectNode section(ObjectNode node) {
        node.put("type", "object").put("additionalProperties", false).putObject("properties");
        return node;
    }
}
