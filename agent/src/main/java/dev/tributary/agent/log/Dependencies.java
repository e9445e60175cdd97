package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The list of dependencies, {@code [[author, seq, hash] ...]}: the same bytes in a run and in a header. */
final class Dependencies {
    private Dependencies() {}

    /** The bytes that {@code deps} take. */
    static int size(List<EventRef> deps) {
        int size = CborHeads.size(deps.size());
        for (EventRef dep : deps) {
            size += 1 + 34 + CborHeads.size(dep.seq()) + 34;
        }
        return size;
    }

    static void write(CborWriter out, List<EventRef> deps) {
        out.array(deps.size());
        for (EventRef dep : deps) {
            out.array(3);
            out.bytes(dep.author().bytes());
            out.unsigned(dep.seq());
            out.bytes(dep.hash().bytes());
        }
    }

    /** Reads over a list and makes sure that it is sorted, unique, within the limits and free of its own author. */
    static void check(CborReader in, byte[] bytes, LogLimits limits, AuthorId self) throws MalformedCbor {
        int count = in.array(limits.deps());
        int author = 0;
        long seq = 0;
        int hash = 0;
        for (int i = 0; i < count; i++) {
            in.arrayOf(3);
            int nextAuthor = in.skipBytesOf(AuthorId.SIZE);
            long nextSeq = in.unsigned(limits.maxSeq());
            int nextHash = in.skipBytesOf(EventHash.SIZE);
            if (nextSeq < 1) {
                throw MalformedCbor.because("a dependency has seq 0");
            }
            if (self.equals(new AuthorId(Bytes.wrap(bytes, nextAuthor, AuthorId.SIZE)))) {
                throw MalformedCbor.because("an event depends on its own author");
            }
            if (i > 0) {
                int order = compare32(bytes, author, nextAuthor);
                order = order != 0 ? order : Long.compare(seq, nextSeq);
                order = order != 0 ? order : compare32(bytes, hash, nextHash);
                if (order >= 0) {
                    throw MalformedCbor.because("dependencies are not sorted and unique");
                }
            }
            author = nextAuthor;
            seq = nextSeq;
            hash = nextHash;
        }
    }

    /** Reads a list that was checked. */
    static List<EventRef> decode(byte[] bytes, int from, int end) {
        CborReader in = new CborReader(bytes, from, end);
        try {
            int count = in.array(Integer.MAX_VALUE);
            List<EventRef> deps = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                in.arrayOf(3);
                AuthorId author = new AuthorId(in.bytesOf(AuthorId.SIZE).compact());
                long seq = in.unsigned(Long.MAX_VALUE);
                deps.add(new EventRef(
                        author, seq, new EventHash(in.bytesOf(EventHash.SIZE).compact())));
            }
            return deps;
        } catch (MalformedCbor e) {
            throw new IllegalStateException("a run was not checked when it was decoded", e);
        }
    }

    private static int compare32(byte[] bytes, int one, int other) {
        return Arrays.compareUnsigned(bytes, one, one + 32, bytes, other, other + 32);
    }
}
