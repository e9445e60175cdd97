package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Contiguous events of one author closed by one signature, as decoded from its one encoding (PROTOCOL section 3). Well
 * formed and within the limits; whether it is linked and truly signed is for {@link EventRules} to say. Keeps a copy of
 * its bytes and where the parts lie; immutable, safe from any thread.
 */
public final class Run {
    /** The bytes of a signature. */
    public static final int SIGNATURE_SIZE = 64;

    private final byte[] bytes;
    private final AuthorId author;
    private final long firstSeq;
    private final EventHash prev;
    private final RunLayout layout;
    private final Bytes carried;

    Run(byte[] bytes, AuthorId author, long firstSeq, EventHash prev, RunLayout layout) {
        this.bytes = bytes;
        this.author = author;
        this.firstSeq = firstSeq;
        this.prev = prev;
        this.layout = layout;
        this.carried = Bytes.wrap(bytes);
    }

    private Run(Run run, Bytes carried) {
        this.bytes = run.bytes;
        this.author = run.author;
        this.firstSeq = run.firstSeq;
        this.prev = run.prev;
        this.layout = run.layout;
        this.carried = carried;
    }

    /** Whose events. */
    public AuthorId author() {
        return author;
    }

    /** The seq of the first event. */
    public long firstSeq() {
        return firstSeq;
    }

    /** The seq of the last event. */
    public long lastSeq() {
        return firstSeq + count() - 1;
    }

    /** The number of events, 1 to 256. */
    public int count() {
        return layout.events();
    }

    /** The hash of the event before the first. */
    public EventHash prev() {
        return prev;
    }

    /** 64 bytes: the author's signature over the last event. */
    public Bytes signature() {
        return Bytes.wrap(bytes, bytes.length - SIGNATURE_SIZE, SIGNATURE_SIZE).compact();
    }

    /** The one encoding, which hashes and signature are about. */
    public Bytes encoded() {
        return Bytes.wrap(bytes);
    }

    /**
     * What goes to disk and to peers that unpack: the packed form when it came in one or got one, else the encoding.
     */
    public Bytes carried() {
        return carried;
    }

    /** The same run with another form to be carried in. */
    Run carriedAs(Bytes packed) {
        return new Run(this, packed);
    }

    /** The type of the event with index {@code index}, from 0. */
    public String type(int index) {
        int type = layout.type[index];
        int end = layout.typeEnd[type];
        int length = end - layout.typeAt[type];
        int head = length <= 24 ? 1 : 2;
        return new String(bytes, end - length + head, length - head, StandardCharsets.UTF_8);
    }

    /** Unix milliseconds of the event with index {@code index}. */
    public long timestamp(int index) {
        return layout.timestamp[index];
    }

    /** The size of the payload of the event with index {@code index}, known even when it was deleted. */
    public int payloadSize(int index) {
        return layout.payloadSize[index];
    }

    /** The payload of the event with index {@code index}, sharing the run's memory; empty when it was deleted. */
    public Optional<Bytes> payload(int index) {
        return layout.deleted[index]
                ? Optional.empty()
                : Optional.of(Bytes.wrap(bytes, layout.payloadAt[index], layout.payloadSize[index]));
    }

    /** True when no payload was deleted. */
    public boolean hasPayloads() {
        for (int i = 0; i < count(); i++) {
            if (layout.deleted[i]) {
                return false;
            }
        }
        return true;
    }

    /** What the event with index {@code index} depends on. */
    public List<EventRef> deps(int index) {
        return Dependencies.decode(bytes, layout.depsAt[index], layout.depsEnd[index]);
    }

    /** The bytes themselves: nobody in this package writes to them. */
    byte[] bytes() {
        return bytes;
    }

    RunLayout layout() {
        return layout;
    }

    /** True when the first event founds a space; decoding made sure that no other does. */
    public boolean startsWithGenesis() {
        return firstSeq == 1 && type(0).equals(GenesisEvent.TYPE);
    }
}
