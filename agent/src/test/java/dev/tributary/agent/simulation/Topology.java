package dev.tributary.agent.simulation;

import java.util.ArrayList;
import java.util.List;

/** Who is linked with whom, for a fleet of a given size. */
enum Topology {
    CHAIN,
    RING,
    STAR,
    MESH;

    static final List<Topology> ALL = List.of(CHAIN, RING, STAR, MESH);

    record Pair(int left, int right) {}

    List<Pair> pairs(int size) {
        List<Pair> pairs = new ArrayList<>();
        for (int left = 0; left < size; left++) {
            for (int right = left + 1; right < size; right++) {
                boolean next = right == left + 1;
                boolean linked = switch (this) {
                    case CHAIN -> next;
                    case RING -> next || (left == 0 && right == size - 1);
                    case STAR -> left == 0;
                    case MESH -> true;
                };
                if (linked) {
                    pairs.add(new Pair(left, right));
                }
            }
        }
        return pairs;
    }
}
