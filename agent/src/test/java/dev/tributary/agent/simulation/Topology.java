package dev.tributary.agent.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who is linked with whom, for a fleet of a given size; everybody with everybody at least over others. */
enum Topology {
    CHAIN,
    RING,
    STAR,
    MESH,
    RANDOM;

    static final List<Topology> ALL = List.of(values());

    record Pair(int left, int right) {}

    List<Pair> pairs(int size, Random random) {
        List<Pair> pairs = new ArrayList<>();
        int[] parent = new int[size];
        for (int i = 1; i < size; i++) {
            parent[i] = random.nextInt(i);
        }
        for (int left = 0; left < size; left++) {
            for (int right = left + 1; right < size; right++) {
                boolean next = right == left + 1;
                boolean linked = switch (this) {
                    case CHAIN -> next;
                    case RING -> next || (left == 0 && right == size - 1);
                    case STAR -> left == 0;
                    case MESH -> true;
                    case RANDOM -> parent[right] == left || random.nextInt(4) == 0;
                };
                if (linked) {
                    pairs.add(new Pair(left, right));
                }
            }
        }
        return pairs;
    }
}
