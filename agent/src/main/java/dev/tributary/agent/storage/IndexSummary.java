package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.ForkStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * What a clean shutdown leaves in {@value #FILE}: the marker that index and log belong together, and all that is small
 * enough for memory. The file is deleted before the first write. Version, storeId, the parts in the order of the
 * components, CRC32C over all before.
 *
 * @param end where the log ended
 * @param index the checksum of the index
 * @param position the position of the newest event
 * @param events how many events are stored
 * @param authors all authors in the order of the index's author numbers
 * @param logs the sums of all logs
 * @param forks the proofs with the lowest cuts, and where they lie
 * @param state all values
 * @param tallies the sums of all segments by their ids
 */
record IndexSummary(
        LogEnd end,
        long index,
        long position,
        long events,
        List<AuthorId> authors,
        List<AuthorLog> logs,
        List<PlacedFork> forks,
        List<StateEntry> state,
        Map<Integer, SegmentTally> tallies) {
    static final String FILE = "index.clean";

    /** The version of this file and of the index beside it. */
    static final int VERSION = 5;

    IndexSummary {
        authors = List.copyOf(authors);
        logs = List.copyOf(logs);
        forks = List.copyOf(forks);
        state = List.copyOf(state);
        tallies = Map.copyOf(tallies);
    }

    /** A proof without its evidence, and where that lies. */
    record PlacedFork(ForkStatus status, long place) {}

    /** The file's content. */
    Bytes encode(Bytes storeId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.write(storeId.toArray());
            out.writeInt(end.segment());
            out.writeLong(end.offset());
            out.writeLong(index);
            out.writeLong(position);
            out.writeLong(events);
            out.writeInt(authors.size());
            for (AuthorId author : authors) {
                out.write(author.bytes().toArray());
            }
            out.writeInt(logs.size());
            for (AuthorLog log : logs) {
                write(out, log);
            }
            out.writeInt(forks.size());
            for (PlacedFork fork : forks) {
                out.write(ForkBody.preamble(fork.status()).toArray());
                out.writeLong(fork.place());
            }
            out.writeInt(state.size());
            for (StateEntry entry : state) {
                Bytes body = entry.encode();
                out.writeInt(body.size());
                out.write(body.toArray());
            }
            out.writeInt(tallies.size());
            for (Map.Entry<Integer, SegmentTally> tally : tallies.entrySet()) {
                write(out, tally.getKey(), tally.getValue());
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** True for content that is as it was written, in whatever version. */
    static boolean isSound(Bytes content) {
        return isSound(content.toArray());
    }

    private static boolean isSound(byte[] bytes) {
        int size = bytes.length - 4;
        return size >= 0 && ByteBuffer.wrap(bytes).getInt(size) == checksum(bytes, size);
    }

    /** Reads the file's content; empty when it is damaged, of another version or of another store. */
    static Optional<IndexSummary> decode(Bytes content, Bytes storeId) {
        byte[] bytes = content.toArray();
        if (!isSound(bytes)) {
            return Optional.empty();
        }
        InputStream source = new ByteArrayInputStream(bytes, 0, bytes.length - 4);
        try (DataInputStream in = new DataInputStream(source)) {
            if (in.readInt() != VERSION || !bytes(in, storeId.size()).equals(storeId)) {
                return Optional.empty();
            }
            return Optional.of(new IndexSummary(
                    new LogEnd(in.readInt(), in.readLong()),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    list(in, input -> new AuthorId(bytes(input, AuthorId.SIZE))),
                    list(in, IndexSummary::log),
                    list(in, IndexSummary::fork),
                    list(
                            in,
                            input -> StateEntry.decode(bytes(input, input.readInt()))
                                    .orElseThrow(IOException::new)),
                    list(in, IndexSummary::tally).stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, AuthorLog log) throws IOException {
        out.write(log.head().author().bytes().toArray());
        out.writeLong(log.head().seq());
        out.write(log.head().hash().bytes().toArray());
        out.writeLong(log.position());
        out.writeLong(log.firstSeq());
        out.writeLong(log.bytes());
        out.writeLong(log.lastTimestamp());
        out.writeLong(log.startedSeq());
    }

    private static void write(DataOutputStream out, int segment, SegmentTally tally) throws IOException {
        out.writeInt(segment);
        out.writeLong(tally.runs());
        out.writeLong(tally.events());
        out.writeLong(tally.gone());
    }

    private static Map.Entry<Integer, SegmentTally> tally(DataInputStream in) throws IOException {
        return Map.entry(in.readInt(), new SegmentTally(in.readLong(), in.readLong(), in.readLong()));
    }

    private static AuthorLog log(DataInputStream in) throws IOException {
        AuthorHead head = new AuthorHead(
                new AuthorId(bytes(in, AuthorId.SIZE)), in.readLong(), new EventHash(bytes(in, EventHash.SIZE)));
        return new AuthorLog(head, in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static PlacedFork fork(DataInputStream in) throws IOException {
        ForkStatus status = ForkBody.status(bytes(in, ForkBody.PREAMBLE)).orElseThrow(IOException::new);
        return new PlacedFork(status, in.readLong());
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
        int count = in.readInt();
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(reader.read(in));
        }
        return list;
    }

    private static Bytes bytes(DataInputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(Math.max(0, size));
        if (bytes.length != size) {
            throw new IOException("the file is cut short");
        }
        return Bytes.wrap(bytes);
    }

    private static int checksum(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return (int) crc.getValue();
    }
}
