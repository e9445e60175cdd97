package dev.tributary.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads YAML text into {@link Node}s; reports keys that are written twice and what has no place in a configuration. */
final class YamlTree {
    private static final YAMLFactory YAML = new YAMLFactory();

    private final String source;
    private final String text;
    private final List<ConfigProblem> problems;

    YamlTree(String source, String text, List<ConfigProblem> problems) {
        this.source = source;
        this.text = text;
        this.problems = problems;
    }

    /** The file's mapping; without entries when the file is empty or cannot be parsed. */
    Node.Mapping read() {
        Place top = new Place(source, 1, 1);
        try (YAMLParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Node.Mapping(top, List.of());
            }
            Node root = value(parser, "");
            if (parser.nextToken() != null) {
                report(place(parser.currentTokenLocation()), "", "a second document: a configuration file has one");
            }
            if (root instanceof Node.Mapping mapping) {
                return mapping;
            }
            if (!(root instanceof Node.Nothing)) {
                report(
                        root.place(),
                        "",
                        "must be keys with values such as 'data: ./tributary-data', but is " + root.noun());
            }
        } catch (JsonProcessingException e) {
            reportSyntax(e);
        } catch (IOException e) {
            report(top, "", "cannot be read: " + e.getMessage());
        }
        return new Node.Mapping(top, List.of());
    }

    private Node value(YAMLParser parser, String path) throws IOException {
        Place place = place(parser.currentTokenLocation());
        if (parser.isCurrentAlias()) {
            report(place, path, "refers to another value with *; write the value itself");
            return new Node.Nothing(place);
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, place, path);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser, path));
            }
            return new Node.Sequence(place, items);
        }
        return token == JsonToken.VALUE_NULL
                ? new Node.Nothing(place)
                : new Node.Scalar(place, Optional.ofNullable(parser.getText()).orElse(""));
    }

    private Node mapping(YAMLParser parser, Place place, String path) throws IOException {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Place at = place(parser.currentTokenLocation());
            String below = path.isEmpty() ? name : path + "." + name;
            parser.nextToken();
            Node value = value(parser, below);
            Place first = seen.putIfAbsent(name, at);
            if (first == null) {
                entries.add(new Node.Entry(name, at, value));
            } else {
                report(at, below, "is written twice, first in line " + first.line() + "; keep one");
            }
        }
        return new Node.Mapping(place, entries);
    }

    private void reportSyntax(JsonProcessingException e) {
        List<Place> tabs = indentedByTab();
        if (!tabs.isEmpty()) {
            tabs.forEach(tab -> report(tab, "", "a tab in the indentation; YAML wants blanks"));
            return;
        }
        String message = Optional.ofNullable(e.getOriginalMessage())
                .orElse("")
                .lines()
                .filter(line -> !line.startsWith(" "))
                .limit(2)
                .collect(Collectors.joining(": "));
        Place place = e.getLocation() == null ? new Place(source, 1, 1) : place(e.getLocation());
        report(place, "", "is not YAML: " + Quoted.line(message));
    }

    private List<Place> indentedByTab() {
        List<Place> places = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            int blanks = 0;
            while (blanks < line.length() && line.charAt(blanks) == ' ') {
                blanks++;
            }
            if (blanks < line.length() && line.charAt(blanks) == '\t' && !line.isBlank()) {
                places.add(new Place(source, number, blanks + 1));
            }
        }
        return places;
    }

    private void report(Place place, String path, String message) {
        problems.add(new ConfigProblem(place, path, message, Optional.empty()));
    }

    private Place place(JsonLocation location) {
        return new Place(source, location.getLineNr(), location.getColumnNr());
    }
}
