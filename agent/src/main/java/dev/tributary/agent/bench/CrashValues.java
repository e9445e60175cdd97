package dev.tributary.agent.bench;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Values that one agent was asked to keep, as peers that nobody will ever meet: what was acknowledged holds, what was
 * under way may. One thread at a time.
 */
final class CrashValues {
    private static final int MOST = 6;

    private final Random random;
    private final Map<AuthorId, Boolean> present = new LinkedHashMap<>();
    private Optional<AuthorId> underWay = Optional.empty();
    private long acknowledged;

    CrashValues(Random random) {
        this.random = random;
    }

    /** Sets one value, or takes the oldest one back. */
    synchronized void change(AgentProcess agent) {
        boolean sets = present.values().stream().filter(is -> is).count() < MOST;
        AuthorId key = sets ? fresh() : oldest();
        underWay = Optional.of(key);
        if (sets) {
            agent.addPeer(key, Optional.empty());
        } else {
            agent.removePeer(key);
        }
        present.put(key, sets);
        present.values().removeIf(is -> !is && present.size() > 2 * MOST);
        underWay = Optional.empty();
        acknowledged++;
    }

    private AuthorId fresh() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new AuthorId(Bytes.wrap(key));
    }

    private AuthorId oldest() {
        return present.entrySet().stream()
                .filter(Map.Entry::getValue)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** How many changes were acknowledged. */
    synchronized long acknowledged() {
        return acknowledged;
    }

    /** What is wrong with the values that are there; one whose change was under way now counts as it is. */
    synchronized List<String> problems(Set<AuthorId> there) {
        List<String> problems = new ArrayList<>();
        underWay.ifPresent(key -> present.put(key, there.contains(key)));
        underWay = Optional.empty();
        present.forEach((key, is) -> {
            if (is != there.contains(key)) {
                problems.add("the value " + key.hex() + " was " + (is ? "set and is gone" : "taken back and is there"));
            }
        });
        return problems;
    }
}
