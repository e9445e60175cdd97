package dev.tributary.agent.storage;

import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The events whose payloads were deleted by name. They stay deleted for good, also when the bytes have left the disk: a
 * run may come again, as the repair of a damaged one. Kept among the small values of owner {@code tributary}, so they
 * are as durable, and as much part of a backup, as those:
 *
 * <pre>
 * key    deleted/AUTHOR/CHUNK     CHUNK: the seqs from CHUNK * 4096 on
 * value  u16 index of the first byte that is not 0, then the bytes from there on: bit i % 8 of byte i / 8 is seq i
 * </pre>
 *
 * Safe from any thread.
 */
final class DeletedPayloads {
    /** What the keys begin with. */
    static final String PREFIX = "deleted/";

    /** Under this key stands that stored runs may lack payloads: peers that want payloads must not take them. */
    static final String LACKING = "headers";

    /** What stands there. */
    static final Bytes SOME = Bytes.utf8("wanted");

    /** The most that these values take, keys included. */
    static final long MOST_BYTES = 2 * 1024 * 1024;

    private static final int CHUNK = 4_096;

    private final Map<AuthorId, TreeMap<Long, BitSet>> chunks = new HashMap<>();
    private final Set<Part> news = new LinkedHashSet<>();
    private long bytes;
    private volatile long count;

    /** The events of {@code author} from {@code chunk * 4096} on, up to the next chunk. */
    record Part(AuthorId author, long chunk) {
        long firstSeq() {
            return chunk * CHUNK;
        }

        long lastSeq() {
            return firstSeq() + CHUNK - 1;
        }

        /** The key under which it is kept. */
        String key() {
            return PREFIX + author.hex() + "/" + chunk;
        }

        static Part of(AuthorId author, long seq) {
            return new Part(author, seq / CHUNK);
        }

        static Optional<Part> parse(String key) {
            String[] words = key.split("/", -1);
            boolean sound = words.length == 3 && words[2].matches("\\d{1,13}") && words[1].matches("[0-9a-f]{64}");
            return sound ? Optional.of(new Part(AuthorId.ofHex(words[1]), Long.parseLong(words[2]))) : Optional.empty();
        }
    }

    /** Takes a value as it was set or removed; values of other keys are nothing to it. */
    synchronized void set(String key, Optional<Bytes> value) {
        Optional<Part> part = key.startsWith(PREFIX) ? Part.parse(key) : Optional.empty();
        if (part.isEmpty()) {
            return;
        }
        TreeMap<Long, BitSet> ofAuthor = chunks.computeIfAbsent(part.get().author(), author -> new TreeMap<>());
        BitSet before = ofAuthor.remove(part.get().chunk());
        if (before != null) {
            bytes -= size(key, encode(before));
            count -= before.cardinality();
        }
        value.ifPresent(encoded -> {
            BitSet bits = decode(encoded);
            ofAuthor.put(part.get().chunk(), bits);
            bytes += size(key, encoded);
            count += bits.cardinality();
            news.add(part.get());
        });
        if (ofAuthor.isEmpty()) {
            chunks.remove(part.get().author());
        }
    }

    /** True when the payload of this event was deleted. */
    boolean contains(AuthorId author, long seq) {
        return touches(author, seq, seq);
    }

    /** True when the payload of an event of {@code author} between {@code firstSeq} and {@code lastSeq} was deleted. */
    boolean touches(AuthorId author, long firstSeq, long lastSeq) {
        return count > 0 && next(author, firstSeq) <= lastSeq;
    }

    /** The first event of {@code author} from {@code seq} on whose payload was deleted; else the highest number. */
    synchronized long next(AuthorId author, long seq) {
        for (Map.Entry<Long, BitSet> chunk : chunks.getOrDefault(author, new TreeMap<>())
                .tailMap(seq / CHUNK)
                .entrySet()) {
            long start = chunk.getKey() * CHUNK;
            int bit = chunk.getValue().nextSetBit((int) Math.max(0, seq - start));
            if (bit >= 0) {
                return start + bit;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The run without what was deleted of it; the run itself where that is nothing. */
    Run without(Run run, RunCodec codec) {
        return touches(run.author(), run.firstSeq(), run.lastSeq())
                ? codec.withoutPayloads(run, index -> contains(run.author(), run.firstSeq() + index))
                : run;
    }

    /** True when all that {@code run} lacks was deleted here. */
    boolean explains(Run run) {
        for (int i = 0; i < run.count(); i++) {
            if (run.payload(i).isEmpty() && !contains(run.author(), run.firstSeq() + i)) {
                return false;
            }
        }
        return true;
    }

    /** A part that was set since it was handed out last. */
    synchronized Optional<Part> takeNews() {
        Optional<Part> first = news.stream().findFirst();
        first.ifPresent(news::remove);
        return first;
    }

    /** True while {@link #takeNews} has something. */
    synchronized boolean hasNews() {
        return !news.isEmpty();
    }

    /** How many events these are. */
    long count() {
        return count;
    }

    /** What the values take, keys included. */
    synchronized long bytes() {
        return bytes;
    }

    private synchronized BitSet bits(Part part) {
        BitSet bits = chunks.getOrDefault(part.author(), new TreeMap<>()).get(part.chunk());
        return bits == null ? new BitSet() : (BitSet) bits.clone();
    }

    /** Parts that lie wholly below {@code seq}: nobody asks for them once the log begins there. */
    private synchronized List<Part> below(AuthorId author, long seq) {
        return chunks.getOrDefault(author, new TreeMap<>()).headMap(seq / CHUNK).keySet().stream()
                .map(chunk -> new Part(author, chunk))
                .toList();
    }

    private static Bytes encode(BitSet bits) {
        byte[] all = bits.toByteArray();
        int from = Math.max(0, bits.nextSetBit(0)) / Byte.SIZE;
        ByteBuffer buffer = ByteBuffer.allocate(Short.BYTES + all.length - from);
        return Bytes.wrap(
                buffer.putShort((short) from).put(all, from, all.length - from).array());
    }

    private static BitSet decode(Bytes value) {
        if (value.size() < Short.BYTES) {
            return new BitSet();
        }
        int from = value.asBuffer().getShort() & 0xffff;
        byte[] all = new byte[CHUNK / Byte.SIZE];
        int size = Math.min(value.size() - Short.BYTES, Math.max(0, all.length - from));
        value.asBuffer().get(Short.BYTES, all, from, size);
        return BitSet.valueOf(all);
    }

    private static long size(String key, Bytes value) {
        return (long) key.length() + value.size();
    }

    /** More of them, before they are durable. Belongs to one commit. */
    static final class Changes {
        private final LogBook book;
        private final long most;
        private final Map<Part, BitSet> changed = new LinkedHashMap<>();
        private long grown;

        Changes(LogBook book) {
            this(book, MOST_BYTES);
        }

        Changes(LogBook book, long most) {
            this.book = book;
            this.most = most;
        }

        boolean isEmpty() {
            return changed.isEmpty();
        }

        /**
         * Takes one event; false when it is known already.
         *
         * @throws IllegalArgumentException with a sentence when no more can be remembered
         */
        boolean add(AuthorId author, long seq) {
            Part part = Part.of(author, seq);
            BitSet bits = changed.getOrDefault(part, book.deleted().bits(part));
            int bit = (int) (seq % CHUNK);
            if (bits.get(bit)) {
                return false;
            }
            long before = bits.isEmpty() ? 0 : size(part.key(), encode(bits));
            BitSet after = (BitSet) bits.clone();
            after.set(bit);
            long more = size(part.key(), encode(after)) - before;
            if (book.deleted().bytes() + grown + more > most) {
                throw new IllegalArgumentException("No more deletions can be remembered than fit " + most
                        + " bytes: shorten the log with storage.retention, or delete by a rule in storage.payloads.");
            }
            grown += more;
            changed.put(part, after);
            return true;
        }

        /**
         * What makes them durable, and what is not needed any more. That payloads are lacking comes first: of a commit
         * that a crash tears, the first records may stay.
         */
        List<StoreRecord.NewState> values() {
            Map<String, Optional<Bytes>> values = new LinkedHashMap<>();
            if (!changed.isEmpty() && !book.state(Fencing.OWNER).containsKey(LACKING)) {
                values.put(LACKING, Optional.of(SOME));
            }
            changed.keySet().stream()
                    .map(Part::author)
                    .distinct()
                    .forEach(author -> book.deleted()
                            .below(author, book.firstSeq(author))
                            .forEach(old -> values.put(old.key(), Optional.empty())));
            changed.forEach((part, bits) -> values.put(part.key(), Optional.of(encode(bits))));
            return values.entrySet().stream()
                    .map(value -> new StoreRecord.NewState(Fencing.OWNER, value.getKey(), value.getValue()))
                    .toList();
        }
    }
}
