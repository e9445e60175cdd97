package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void describesEveryCallAndNoOther() throws Exception {
        try (WebServer web = new WebServer()) {
            JsonNode document =
                    new YAMLMapper().readTree(web.get("/openapi.yaml").body());
            Map<String, Set<String>> described = new TreeMap<>();
            document.get("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .fieldNames()
                            .forEachRemaining(method -> described
                                    .computeIfAbsent(path.getKey(), fresh -> new TreeSet<>())
                                    .add(method.toUpperCase(Locale.ROOT))));

            Map<String, Set<String>> served =
                    new TreeMap<>(web.verticle.routes().methods());
            served.keySet().removeIf(path -> StaticFiles.DASHBOARD.containsKey(path) && !path.equals("/"));

            assertThat(described).isEqualTo(served);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        try (WebServer web = new WebServer()) {
            JsonNode document =
                    new YAMLMapper().readTree(web.get("/openapi.yaml").body());

            assertThat(document.findValuesAsText("$ref"))
                    .isNotEmpty()
                    .allSatisfy(reference -> assertThat(
                                    document.at(reference.substring(1)).isObject())
                            .as(reference)
                            .isTrue());
            assertThat(StreamSupport.stream(document.get("paths").spliterator(), false)
                            .flatMap(path -> StreamSupport.stream(path.spliterator(), false)))
                    .allSatisfy(call -> {
                        assertThat(call.get("summary").asText()).endsWith(".");
                        assertThat(call.get("responses")).isNotEmpty();
                    });
        }
    }
}
