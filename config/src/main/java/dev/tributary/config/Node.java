package dev.tributary.config;

import java.util.List;

/** What was written, before anybody asked what it means. Every node knows its place. */
sealed interface Node {
    /** Where it begins. */
    Place place();

    /** What it is, for a message. */
    String noun();

    /** A value as text, exactly as it was written (quotes apart). */
    record Scalar(Place place, String text) implements Node {
        @Override
        public String noun() {
            return "'" + Quoted.brief(text) + "'";
        }
    }

    /** A key without a value. */
    record Nothing(Place place) implements Node {
        @Override
        public String noun() {
            return "nothing";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String noun() {
            return "a list";
        }
    }

    /** Keys with values. */
    record Mapping(Place place, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String noun() {
            return "a group of keys";
        }
    }

    /** One key of a mapping. */
    record Entry(String name, Place place, Node value) {}
}
