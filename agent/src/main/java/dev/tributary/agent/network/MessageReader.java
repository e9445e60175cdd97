package dev.tributary.agent.network;

import dev.tributary.agent.log.CborReader;
import dev.tributary.agent.log.MalformedCbor;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.sync.HeadsRange;
import dev.tributary.agent.sync.KeyPrefix;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bodies of frames, as {@link MessageWriter} writes them. The length of every list is checked before the list is
 * made. Ids and hashes are copied out, so that keeping one does not keep its frame; runs and proofs are not.
 */
final class MessageReader {
    /** Everything counted stays below 2^53, which any JSON reader and any double holds exactly. */
    private static final long MAX_NUMBER = (1L << 53) - 1;

    private static final int MAX_PROTOCOL = 0xffff;
    private static final int DIGEST = 16;
    private static final int STORE_ID = 16;

    /** No run is smaller than its author, predecessor and signature. */
    private static final int SMALLEST_RUN = 128;

    private final CborReader in;
    private final SyncLimits limits;

    MessageReader(CborReader in, SyncLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    SyncMessage read(FrameType type) throws MalformedCbor {
        return switch (type) {
            case HELLO -> hello();
            case ADVERTISE_ROOT -> advertiseRoot();
            case ADVERTISE_CHANGES -> advertiseChanges();
            case ADVERTISE_PAGE -> advertisePage();
            case ADVERTISE_RANGES -> advertiseRanges();
            case REQUEST -> request();
            case REQUEST_BARE -> requestBare();
            case RESPONSE -> response();
            case COMPLETE -> complete();
            case GONE -> gone();
            case BARE -> bare();
            case INTEREST -> interest();
            case FORK -> fork();
            case PING -> new SyncMessage.Ping(token());
            case PONG -> new SyncMessage.Pong(token());
            case BYE -> bye();
            case REQUEST_PART -> requestPart();
            case REQUEST_PAYLOAD -> requestPayload();
            case PIECE -> piece();
            case REST -> rest();
            case CONFIRM -> confirm();
            case HELD -> held();
        };
    }

    private SyncMessage piece() throws MalformedCbor {
        in.arrayOf(1);
        Bytes piece = in.bytes(limits.frameBytes());
        require(piece.size() > 0, "an empty piece");
        return new SyncMessage.Piece(piece);
    }

    private SyncMessage rest() throws MalformedCbor {
        in.arrayOf(2);
        return new SyncMessage.Rest(in.bool(), number());
    }

    private SyncMessage confirm() throws MalformedCbor {
        in.arrayOf(2);
        SpaceId space = space();
        int count = in.array(limits.authorsPerRequest());
        List<SyncMessage.Confirm.Log> logs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.arrayOf(2);
            AuthorId author = author();
            long seq = number();
            require(seq > 0, "an event's seq is at least 1");
            logs.add(new SyncMessage.Confirm.Log(author, seq));
        }
        return new SyncMessage.Confirm(space, logs);
    }

    private SyncMessage held() throws MalformedCbor {
        in.arrayOf(2);
        return new SyncMessage.Held(space(), heads(limits.headsPerPage()));
    }

    private SyncMessage hello() throws MalformedCbor {
        in.arrayOf(8);
        int minProtocol = (int) in.unsigned(MAX_PROTOCOL);
        int maxProtocol = (int) in.unsigned(MAX_PROTOCOL);
        String agent = in.text(limits.textBytes());
        Bytes storeId = in.bytesOf(STORE_ID).compact();
        Set<String> capabilities = capabilities();
        int frameBytes = (int) in.unsigned(Integer.MAX_VALUE);
        int count = in.array(limits.spaces());
        List<SpaceOffer> spaces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            spaces.add(offer());
        }
        return new SyncMessage.Hello(
                minProtocol, maxProtocol, agent, storeId, capabilities, frameBytes, spaces, number());
    }

    private Set<String> capabilities() throws MalformedCbor {
        int count = in.array(limits.capabilities());
        Set<String> words = new LinkedHashSet<>();
        Bytes last = Bytes.EMPTY;
        for (int i = 0; i < count; i++) {
            String word = in.text(limits.textBytes());
            Bytes bytes = Bytes.utf8(word);
            require(bytes.compareTo(last) > 0, "capabilities are not sorted");
            last = bytes;
            words.add(word);
        }
        return words;
    }

    private SpaceOffer offer() throws MalformedCbor {
        in.arrayOf(4);
        SpaceId space = space();
        Root root = root();
        long counter = number();
        return new SpaceOffer(space, root, counter, in.none() ? Optional.empty() : Optional.of(cursor()));
    }

    private Cursor cursor() throws MalformedCbor {
        in.arrayOf(2);
        return new Cursor(in.bytesOf(STORE_ID).compact(), number());
    }

    private SyncMessage advertiseRoot() throws MalformedCbor {
        in.arrayOf(3);
        return new SyncMessage.AdvertiseRoot(space(), root(), number());
    }

    private SyncMessage advertiseChanges() throws MalformedCbor {
        in.arrayOf(5);
        SpaceId space = space();
        long since = number();
        long until = number();
        boolean more = in.bool();
        return new SyncMessage.AdvertiseChanges(space, since, until, heads(limits.headsPerPage()), more);
    }

    private SyncMessage advertisePage() throws MalformedCbor {
        in.arrayOf(5);
        SpaceId space = space();
        Optional<AuthorId> from = in.none() ? Optional.empty() : Optional.of(author());
        Optional<AuthorId> to = in.none() ? Optional.empty() : Optional.of(author());
        long counter = number();
        List<AuthorHead> heads = heads(limits.headsPerPage());
        for (int i = 1; i < heads.size(); i++) {
            AuthorId before = heads.get(i - 1).author();
            require(before.compareTo(heads.get(i).author()) < 0, "the heads of a page are not sorted");
        }
        return new SyncMessage.AdvertisePage(space, from, to, counter, heads);
    }

    private SyncMessage advertiseRanges() throws MalformedCbor {
        in.arrayOf(2);
        SpaceId space = space();
        int count = in.array(limits.rangesPerAdvert());
        List<HeadsRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(range());
            require(
                    i == 0 || ranges.get(i - 1).prefix().compareTo(ranges.get(i).prefix()) < 0,
                    "the ranges are not sorted");
        }
        return new SyncMessage.AdvertiseRanges(space, ranges);
    }

    private HeadsRange range() throws MalformedCbor {
        int items = in.array(3);
        require(items >= 2, "a range has neither heads nor parts");
        boolean split = items == 3;
        try {
            KeyPrefix prefix = new KeyPrefix(in.text(KeyPrefix.MAX_DIGITS));
            if (split) {
                int present = (int) in.unsigned((1 << KeyPrefix.WAYS) - 1);
                return new HeadsRange.Split(
                        prefix, present, in.bytes(KeyPrefix.WAYS * DIGEST).compact());
            }
            return new HeadsRange.Leaf(prefix, heads(SyncLimits.HEADS_PER_RANGE));
        } catch (IllegalArgumentException e) {
            throw MalformedCbor.because(String.valueOf(e.getMessage()));
        }
    }

    private SyncMessage.Request request() throws MalformedCbor {
        in.arrayOf(4);
        SpaceId space = space();
        long requestId = number();
        long credit = number();
        int count = in.array(limits.authorsPerRequest());
        List<AuthorRequest> authors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            authors.add(authorRequest());
        }
        return new SyncMessage.Request(space, requestId, credit, authors);
    }

    private SyncMessage requestBare() throws MalformedCbor {
        SyncMessage.Request same = request();
        return new SyncMessage.RequestBare(same.space(), same.requestId(), same.credit(), same.authors());
    }

    private AuthorRequest authorRequest() throws MalformedCbor {
        in.arrayOf(4);
        AuthorId author = author();
        long afterSeq = number();
        EventHash afterHash = EventHash.NONE;
        if (!in.none()) {
            afterHash = hash();
            require(!afterHash.equals(EventHash.NONE), "no hash is not written as zeros");
        }
        if (in.none()) {
            return new AuthorRequest(author, afterSeq, afterHash, OptionalLong.empty());
        }
        long untilSeq = number();
        require(untilSeq > afterSeq, "a request ends before it begins");
        return new AuthorRequest(author, afterSeq, afterHash, OptionalLong.of(untilSeq));
    }

    private SyncMessage requestPayload() throws MalformedCbor {
        in.arrayOf(5);
        SyncMessage.RequestPayload request =
                new SyncMessage.RequestPayload(space(), number(), number(), author(), number());
        require(request.seq() > 0, "an event's seq is at least 1");
        return request;
    }

    private SyncMessage requestPart() throws MalformedCbor {
        in.arrayOf(6);
        SyncMessage.RequestPart part =
                new SyncMessage.RequestPart(space(), number(), number(), author(), number(), number());
        require(part.afterSeq() > 0, "a part begins behind an event");
        require(part.untilSeq() > part.afterSeq(), "a part ends before it begins");
        return part;
    }

    private SyncMessage response() throws MalformedCbor {
        in.arrayOf(4);
        SpaceId space = space();
        long requestId = number();
        boolean more = in.bool();
        int count = in.array(limits.frameBytes() / SMALLEST_RUN);
        List<Bytes> runs = new ArrayList<>(count);
        long size = 0;
        for (int i = 0; i < count; i++) {
            runs.add(in.bytes(limits.frameBytes()));
            size += PackedRun.plainSize(runs.get(i));
            require(size <= limits.frameBytes(), "its runs would not fit a frame when they are unpacked");
        }
        return new SyncMessage.Response(space, requestId, runs, more);
    }

    private SyncMessage complete() throws MalformedCbor {
        in.arrayOf(4);
        return new SyncMessage.Complete(space(), number(), number(), root());
    }

    private SyncMessage gone() throws MalformedCbor {
        in.arrayOf(4);
        return new SyncMessage.Gone(space(), number(), author(), number());
    }

    private SyncMessage bare() throws MalformedCbor {
        in.arrayOf(5);
        SyncMessage.Bare bare = new SyncMessage.Bare(space(), number(), author(), number(), number());
        require(bare.firstSeq() > 0, "an event's seq is at least 1");
        require(bare.lastSeq() >= bare.firstSeq(), "what lacks payloads ends before it begins");
        return bare;
    }

    private SyncMessage interest() throws MalformedCbor {
        in.arrayOf(5);
        SpaceId space = space();
        Optional<List<AuthorId>> authors = in.none() ? Optional.empty() : Optional.of(authors());
        int flags = (int) in.unsigned(0xff);
        require((flags & SyncMessage.Interest.KEEP) == 0 || authors.isEmpty(), "an interest keeps and names authors");
        boolean payloads = in.bool();
        return new SyncMessage.Interest(space, authors, flags, payloads, authors());
    }

    private SyncMessage fork() throws MalformedCbor {
        in.arrayOf(2);
        return new SyncMessage.Fork(space(), in.bytes(limits.frameBytes()));
    }

    private SyncMessage bye() throws MalformedCbor {
        in.arrayOf(1);
        return new SyncMessage.Bye(in.text(limits.textBytes()));
    }

    private long token() throws MalformedCbor {
        in.arrayOf(1);
        return number();
    }

    private List<AuthorHead> heads(int most) throws MalformedCbor {
        int count = in.array(most);
        List<AuthorHead> heads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.arrayOf(3);
            AuthorId author = author();
            long seq = number();
            require(seq > 0, "a head has seq 0");
            heads.add(new AuthorHead(author, seq, hash()));
        }
        return heads;
    }

    private List<AuthorId> authors() throws MalformedCbor {
        int count = in.array(limits.authorsPerRequest());
        List<AuthorId> authors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            authors.add(author());
        }
        return authors;
    }

    private Root root() throws MalformedCbor {
        in.arrayOf(2);
        return new Root(number(), in.bytesOf(DIGEST).compact());
    }

    private SpaceId space() throws MalformedCbor {
        return new SpaceId(in.bytesOf(SpaceId.SIZE).compact());
    }

    private AuthorId author() throws MalformedCbor {
        return new AuthorId(in.bytesOf(AuthorId.SIZE).compact());
    }

    private EventHash hash() throws MalformedCbor {
        return new EventHash(in.bytesOf(EventHash.SIZE).compact());
    }

    private long number() throws MalformedCbor {
        return in.unsigned(MAX_NUMBER);
    }

    private static void require(boolean holds, String otherwise) throws MalformedCbor {
        if (!holds) {
            throw MalformedCbor.because(otherwise);
        }
    }
}
