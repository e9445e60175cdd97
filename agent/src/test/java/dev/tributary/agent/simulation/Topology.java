package dev.tributary.agent.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Who is linked with whom, for a fleet of a given size; everybody with everybody at least over others. */
enum Topology {
    CHAIN,
    RING,
    STAR,
    MESH,
    RANDOM;

    static final List<Topology> ALL = List.of(values());

    /** The most agents: a mesh of fifty has more than a thousand links. */
    int most() {
        return this == MESH ? 12 : 50;
    }

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
                    case RANDOM -> parent[right] == left || random.nextInt(Math.max(4, size / 2)) == 0;
                };
                if (linked) {
                    pairs.add(new Pair(left, right));
                }
            }
        }
        return pairs;
    }

    /** For each agent a number that it shares with those whom it reaches around {@code without}. */
    static int[] parts(int size, List<Pair> pairs, int without) {
        int[] part = IntStream.range(0, size).toArray();
        for (int i = 0; i < size; i++) {
            for (Pair pair : pairs) {
                if (pair.left() != without && pair.right() != without) {
                    int least = Math.min(part[pair.left()], part[pair.right()]);
                    part[pair.left()] = least;
                    part[pair.right()] = least;
                }
            }
        }
        return part;
    }
}
