package dev.tributary.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds claims against the table of known keys: a claim becomes a setting, or problems. */
final class ClaimChecker {
    private final List<ConfigProblem> problems;

    ClaimChecker(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    /** The setting; empty when a problem was reported. */
    Optional<Setting> check(Claim claim, Origin.Layer layer) {
        Optional<ConfigKey> key = key(claim.path());
        if (key.isEmpty() && claim.path().startsWith(ConfigKeys.PLUGIN_SETTINGS)) {
            report(claim.place(), claim.path(), "must be " + ConfigKeys.PLUGIN_SETTINGS + ".<plugin id>.<name>");
            return Optional.empty();
        }
        if (key.isEmpty()) {
            problems.add(new ConfigProblem(claim.place(), claim.path(), "unknown key", nearestKey(claim.path())));
            return Optional.empty();
        }
        int before = problems.size();
        ValueType type = key.get().type();
        List<String> texts = type instanceof ValueType.ListOf list
                ? items(claim, list, layer)
                : Stream.of(claim.value())
                        .flatMap(node -> scalar(node, claim.path(), type).stream())
                        .toList();
        Origin origin =
                new Origin(layer, layer == Origin.Layer.FILE ? claim.value().place() : claim.place());
        return problems.size() == before
                ? Optional.of(new Setting(key.get(), claim.path(), texts, origin))
                : Optional.empty();
    }

    private static Optional<ConfigKey> key(String path) {
        if (path.startsWith(ConfigKeys.PLUGIN_SETTINGS + ".")) {
            String rest = path.substring(ConfigKeys.PLUGIN_SETTINGS.length() + 1);
            int dot = rest.indexOf('.');
            return dot > 0 && dot < rest.length() - 1 ? ConfigKeys.find(ConfigKeys.PLUGIN_SETTINGS) : Optional.empty();
        }
        return ConfigKeys.find(path).filter(key -> !path.equals(ConfigKeys.PLUGIN_SETTINGS));
    }

    /** By the whole path first; else the key of another section with the same last name. */
    private static Optional<String> nearestKey(String path) {
        List<String> paths = ConfigKeys.ALL.stream().map(ConfigKey::path).toList();
        String name = path.substring(path.lastIndexOf('.') + 1);
        return Nearest.of(path, paths)
                .or(() -> ConfigKeys.ALL.stream()
                        .filter(key -> key.name().equals(name))
                        .map(ConfigKey::path)
                        .findFirst());
    }

    private List<String> items(Claim claim, ValueType.ListOf list, Origin.Layer layer) {
        if (layer != Origin.Layer.FILE && claim.value() instanceof Node.Scalar line) {
            return Stream.of(line.text().split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .flatMap(item -> scalar(new Node.Scalar(line.place(), item), claim.path(), list.element()).stream())
                    .toList();
        }
        if (claim.value() instanceof Node.Sequence sequence) {
            List<String> texts = new ArrayList<>();
            int number = 0;
            for (Node item : sequence.items()) {
                String path = claim.path() + "[" + number++ + "]";
                item(item, path, list.element()).ifPresent(texts::add);
            }
            return texts;
        }
        wrongKind(claim.value(), claim.path(), list);
        return List.of();
    }

    private Optional<String> item(Node item, String path, ValueType element) {
        if (item instanceof Node.Mapping mapping && element instanceof ValueType.PeerEntry) {
            return peer(mapping, path);
        }
        return item instanceof Node.Mapping mapping && element instanceof ValueType.LinkEntry
                ? link(mapping, path)
                : scalar(item, path, element);
    }

    /** The short form of {@code {key, rate, budget, windows}}. */
    private Optional<String> link(Node.Mapping mapping, String path) {
        int before = problems.size();
        Optional<String> key = Optional.empty();
        List<String> parts = new ArrayList<>();
        for (Node.Entry entry : mapping.entries()) {
            String below = path + "." + entry.name();
            Node value = entry.value();
            switch (entry.name()) {
                case "key" -> key = scalar(value, below, new ValueType.Hex64());
                case "rate" ->
                    scalar(value, below, new ValueType.Amount(LinkText.SECOND)).ifPresent(parts::add);
                case "budget" ->
                    scalar(value, below, new ValueType.Amount(LinkText.DAY)).ifPresent(parts::add);
                case "windows" -> windows(value, below).ifPresent(parts::add);
                default -> {
                    Optional<String> nearest = Nearest.of(entry.name(), List.of("key", "rate", "budget", "windows"));
                    problems.add(new ConfigProblem(entry.place(), below, "unknown key", nearest));
                }
            }
        }
        if (mapping.entries().stream().noneMatch(entry -> entry.name().equals("key"))) {
            report(mapping.place(), path, "a link needs the key of its peer");
        }
        if (parts.isEmpty() && problems.size() == before) {
            report(mapping.place(), path, "a link needs a rate, a budget or windows");
        }
        return problems.size() == before ? key.map(text -> text + "=" + String.join(";", parts)) : Optional.empty();
    }

    private Optional<String> windows(Node value, String path) {
        if (!(value instanceof Node.Sequence sequence)) {
            return scalar(value, path, new ValueType.Windows());
        }
        List<String> texts = new ArrayList<>();
        int number = 0;
        for (Node item : sequence.items()) {
            scalar(item, path + "[" + number++ + "]", new ValueType.Windows()).ifPresent(texts::add);
        }
        String joined = String.join("+", texts);
        Optional<String> problem = texts.size() < number ? Optional.empty() : LinkText.windowsProblem(joined);
        problem.ifPresent(message -> report(value.place(), path, message));
        return Optional.of(joined);
    }

    /** The short form of {@code {key, address}}. */
    private Optional<String> peer(Node.Mapping mapping, String path) {
        Optional<String> key = Optional.empty();
        Optional<String> address = Optional.empty();
        for (Node.Entry entry : mapping.entries()) {
            String below = path + "." + entry.name();
            if (entry.name().equals("key")) {
                key = scalar(entry.value(), below, new ValueType.Hex64());
            } else if (entry.name().equals("address") && !(entry.value() instanceof Node.Nothing)) {
                address = scalar(entry.value(), below, new ValueType.Address());
            } else if (!entry.name().equals("address")) {
                Optional<String> nearest = Nearest.of(entry.name(), List.of("key", "address"));
                problems.add(new ConfigProblem(entry.place(), below, "unknown key", nearest));
            }
        }
        if (mapping.entries().stream().noneMatch(entry -> entry.name().equals("key"))) {
            report(mapping.place(), path, "a peer needs a key");
        }
        String at = address.map(text -> "@" + text).orElse("");
        return key.map(text -> text + at);
    }

    private Optional<String> scalar(Node node, String path, ValueType type) {
        if (type instanceof ValueType.SettingsByPlugin && node instanceof Node.Sequence sequence) {
            return joined(sequence, path, type);
        }
        if (!(node instanceof Node.Scalar scalar)) {
            wrongKind(node, path, type);
            return Optional.empty();
        }
        Optional<String> problem = type.problem(scalar.text());
        problem.ifPresent(
                message -> problems.add(new ConfigProblem(node.place(), path, message, type.nearest(scalar.text()))));
        return problem.isPresent() ? Optional.empty() : Optional.of(scalar.text());
    }

    /** Plugins are told texts only, so a list becomes its items with commas between. */
    private Optional<String> joined(Node.Sequence sequence, String path, ValueType type) {
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.items()) {
            scalar(item, path, type).ifPresent(texts::add);
        }
        return Optional.of(String.join(",", texts));
    }

    private void wrongKind(Node node, String path, ValueType type) {
        String wanted = type instanceof ValueType.SettingsByPlugin ? "a value" : type.shape();
        report(node.place(), path, "must be " + wanted + ", but here stands " + node.noun());
    }

    private void report(Place place, String path, String message) {
        problems.add(new ConfigProblem(place, path, message, Optional.empty()));
    }
}
