package dev.tributary.agent.storage;

import dev.tributary.agent.storage.SimDisk.SimInode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A moment in the life of a {@link SimDisk}: what was forced, and what a crash leaves to chance.
 *
 * <p>Changes of names reach the disk in any order, but those of one name in theirs. Of what was written to a file, a
 * crash keeps all, nothing, the beginning up to some byte, or some of the pieces of 512 bytes; what is missing in
 * between is zeros, what was there before, or noise.
 */
final class SimCrash {
    private static final int SECTOR = 512;

    private final Map<String, Content> forced;
    private final List<Named> changes;

    private SimCrash(Map<String, Content> forced, List<Named> changes) {
        this.forced = forced;
        this.changes = changes;
    }

    /** A write, or a cut where there are no bytes. */
    static final class Change {
        private final int at;
        private final byte @Nullable [] bytes;

        Change(int at, byte @Nullable [] bytes) {
            this.at = at;
            this.bytes = bytes;
        }

        /** Puts a part of the bytes in place; the array is changed or replaced. */
        byte[] applyTo(byte[] data, int from, int to) {
            if (bytes == null) {
                return Arrays.copyOf(data, Math.min(data.length, at));
            }
            byte[] target = at + to > data.length ? Arrays.copyOf(data, at + to) : data;
            System.arraycopy(bytes, from, target, at + from, to - from);
            return target;
        }

        int size() {
            return bytes == null ? 1 : bytes.length;
        }
    }

    /** A name that goes (or empty), a name that comes (or empty), and what it then names. */
    record NameChange(String from, String to, @Nullable SimInode inode) {}

    /** The content of a file: what was forced, and what came after. */
    static final class Content {
        private final byte[] forced;
        private final List<Change> pending;

        Content(byte[] forced, List<Change> pending) {
            this.forced = forced;
            this.pending = List.copyOf(pending);
        }

        byte[] forced() {
            return forced;
        }

        List<Change> pending() {
            return pending;
        }

        int chance() {
            return pending.stream().mapToInt(Change::size).sum();
        }
    }

    private record Named(String from, String to, @Nullable Content content) {}

    static SimCrash of(Map<String, SimInode> names, List<NameChange> changes) {
        IdentityHashMap<SimInode, Content> contents = new IdentityHashMap<>();
        Map<String, Content> forced = new TreeMap<>();
        names.forEach((name, inode) -> forced.put(name, contents.computeIfAbsent(inode, SimInode::content)));
        List<Named> named = new ArrayList<>();
        for (NameChange change : changes) {
            SimInode inode = change.inode();
            Content content = inode == null ? null : contents.computeIfAbsent(inode, SimInode::content);
            named.add(new Named(change.from(), change.to(), content));
        }
        return new SimCrash(forced, named);
    }

    /** Fills an empty disk: only the process has died, and what was not forced is still on its way. */
    void revive(Map<String, SimInode> names, List<NameChange> pending) {
        IdentityHashMap<Content, SimInode> inodes = new IdentityHashMap<>();
        forced.forEach((name, content) -> names.put(name, inodes.computeIfAbsent(content, SimInode::new)));
        for (Named change : changes) {
            Content content = change.content();
            SimInode inode = content == null ? null : inodes.computeIfAbsent(content, SimInode::new);
            pending.add(new NameChange(change.from(), change.to(), inode));
        }
    }

    /** How much is left to chance: 0 when every crash here leaves the same. */
    int chance() {
        int sum = changes.size();
        for (Content content : forced.values()) {
            sum += content.chance();
        }
        for (Named change : changes) {
            sum += change.content() == null ? 0 : change.content().chance();
        }
        return sum;
    }

    /** Nothing that was not forced is left. */
    Map<String, byte[]> worst() {
        Map<String, byte[]> left = new TreeMap<>();
        forced.forEach((name, content) -> left.put(name, content.forced()));
        return left;
    }

    /** Some of what was not forced is left. */
    Map<String, byte[]> some(Random random) {
        TreeMap<String, Content> names = new TreeMap<>(forced);
        Set<String> late = new HashSet<>();
        int keep = random.nextInt(3);
        for (Named change : changes) {
            boolean after = late.contains(change.from()) || late.contains(change.to());
            if (after || keep == 0 || (keep == 1 && random.nextBoolean())) {
                late.add(change.from());
                late.add(change.to());
                late.remove("");
                continue;
            }
            names.remove(change.from());
            if (change.content() != null) {
                names.put(change.to(), change.content());
            }
        }
        Map<String, byte[]> left = new TreeMap<>();
        for (Map.Entry<String, Content> entry : names.entrySet()) {
            left.put(entry.getKey(), some(entry.getValue(), random));
        }
        return left;
    }

    private static byte[] some(Content content, Random random) {
        List<Change> pending = content.pending();
        if (pending.isEmpty()) {
            return content.forced();
        }
        int kind = random.nextInt(40);
        if (kind < 2) {
            return kind == 0 ? content.forced() : beginning(content, Integer.MAX_VALUE, random, kind);
        }
        return kind < 24
                ? beginning(content, random.nextInt(content.chance()), random, kind % 3)
                : pieces(content, random);
    }

    /** The first bytes; behind them what was there before (0), zeros (1) or noise (2). */
    private static byte[] beginning(Content content, int bytes, Random random, int behind) {
        byte[] data = content.forced().clone();
        int left = bytes;
        for (Change change : content.pending()) {
            int part = Math.min(left, change.size());
            if (part > 0) {
                data = change.applyTo(data, 0, part);
            }
            left -= part;
            if (behind > 0 && part < change.size() && change.bytes != null) {
                byte[] other = new byte[change.size()];
                if (behind == 2) {
                    random.nextBytes(other);
                }
                data = new Change(change.at, other).applyTo(data, part, other.length);
            }
        }
        return data;
    }

    private static byte[] pieces(Content content, Random random) {
        byte[] data = content.forced().clone();
        boolean noise = random.nextInt(4) == 0;
        for (Change change : content.pending()) {
            if (change.bytes == null) {
                data = random.nextBoolean() ? change.applyTo(data, 0, 0) : data;
                continue;
            }
            int from = 0;
            while (from < change.size()) {
                int to = Math.min(change.size(), from + SECTOR - (change.at + from) % SECTOR);
                if (random.nextBoolean()) {
                    data = change.applyTo(data, from, to);
                } else if (noise) {
                    byte[] other = new byte[to];
                    random.nextBytes(other);
                    data = new Change(change.at, other).applyTo(data, from, to);
                }
                from = to;
            }
        }
        return data;
    }
}
