package dev.tributary.agent.network;

import dev.tributary.agent.sync.HeadsRange;
import dev.tributary.agent.sync.KeyPrefix;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Bye;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Fork;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Piece;
import dev.tributary.agent.sync.SyncMessage.Ping;
import dev.tributary.agent.sync.SyncMessage.Pong;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.RequestPart;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Rest;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Messages for tests: each kind, with and without its optional parts. */
final class Frames {
    static final SpaceId SPACE = new SpaceId(filled(0xa0, 32));
    static final long LARGEST = (1L << 53) - 1;

    private Frames() {}

    static Bytes filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    static AuthorId author(int number) {
        return new AuthorId(filled(number, 32));
    }

    static AuthorHead head(int number, long seq) {
        return new AuthorHead(author(number), seq, new EventHash(filled(0xf0 | number, 32)));
    }

    private static SyncMessage.Confirm.Log log(int number, long seq) {
        return new SyncMessage.Confirm.Log(author(number), seq);
    }

    /** Name to message, as in the golden file. */
    static Map<String, SyncMessage> all() {
        Root root = new Root(3, filled(0xd1, 16));
        Bytes store = filled(0x5a, 16);
        Map<String, SyncMessage> all = new LinkedHashMap<>();
        all.put("hello", hello(store, root));
        all.put("hello-alone", new Hello(1, 1, "", store, Set.of(), 524_288, List.of(), 0));
        all.put("advertise-root", new AdvertiseRoot(SPACE, root, 300));
        all.put("advertise-root-largest", new AdvertiseRoot(SPACE, new Root(LARGEST, root.digest()), LARGEST));
        all.put("advertise-changes", new AdvertiseChanges(SPACE, 5, 9, List.of(head(2, 7), head(1, 1)), true));
        all.put("advertise-changes-none", new AdvertiseChanges(SPACE, 0, 0, List.of(), false));
        all.put(
                "advertise-page",
                new AdvertisePage(
                        SPACE,
                        Optional.of(author(1)),
                        Optional.of(author(9)),
                        12,
                        List.of(head(1, 1), head(2, LARGEST))));
        all.put("advertise-page-all", new AdvertisePage(SPACE, Optional.empty(), Optional.empty(), 0, List.of()));
        all.put("advertise-ranges", new AdvertiseRanges(SPACE, ranges()));
        all.put("advertise-ranges-none", new AdvertiseRanges(SPACE, List.of()));
        all.put("request", request());
        all.put("request-credit", new Request(SPACE, 4, 1_048_576, List.of()));
        all.put(
                "response",
                new Response(SPACE, 4, List.of(filled(0x11, 3), filled(0x22, 24), filled(0x33, 256)), true));
        all.put("response-push", new Response(SPACE, 0, List.of(filled(0x44, 140)), false));
        all.put("complete", new Complete(SPACE, 4, 1000, root));
        all.put("gone", new Gone(SPACE, 4, author(3), 17));
        all.put(
                "interest",
                new Interest(SPACE, Optional.of(List.of(author(1), author(2))), 1, false, List.of(author(3))));
        all.put("interest-goes-on", new Interest(SPACE, Optional.of(List.of(author(1))), 3, true, List.of()));
        all.put("interest-stop", new Interest(SPACE, Optional.empty(), 4, true, List.of(author(3))));
        all.put("interest-all", new Interest(SPACE, Optional.empty(), 0, true, List.of()));
        all.put("fork", new Fork(SPACE, filled(0x66, 30)));
        all.put("ping", new Ping(65_535));
        all.put("pong", new Pong(0));
        all.put("bye", new Bye("bis später"));
        all.put("request-part", new RequestPart(SPACE, 4, 1_048_576, author(2), 1_024, 2_048));
        all.put(
                "request-bare",
                new SyncMessage.RequestBare(
                        SPACE,
                        6,
                        1_048_576,
                        List.of(new AuthorRequest(author(2), 6, EventHash.NONE, OptionalLong.of(9)))));
        all.put("bare", new SyncMessage.Bare(SPACE, 6, author(2), 7, 9));
        all.put("request-payload", new SyncMessage.RequestPayload(SPACE, 5, 1_048_576, author(2), 7));
        all.put("piece", new Piece(filled(0x77, 24)));
        all.put("rest", new Rest(true, 3_600));
        all.put("confirm", new SyncMessage.Confirm(SPACE, List.of(log(1, 1), log(2, LARGEST))));
        all.put("held", new SyncMessage.Held(SPACE, List.of(head(1, 1), head(2, LARGEST))));
        return all;
    }

    private static Hello hello(Bytes store, Root root) {
        SpaceOffer first = new SpaceOffer(SPACE, root, 300, Optional.of(new Cursor(filled(0x5b, 16), 77)));
        SpaceOffer second =
                new SpaceOffer(new SpaceId(filled(0xb0, 32)), new Root(0, root.digest()), 0, Optional.empty());
        return new Hello(
                1,
                2,
                "tributary 0.1",
                store,
                Set.of("zstd", "ranges"),
                524_288,
                List.of(first, second),
                1_700_000_000_000L);
    }

    private static List<HeadsRange> ranges() {
        return List.of(
                new HeadsRange.Split(KeyPrefix.ALL, 0x8001, filled(0x77, 32)),
                new HeadsRange.Leaf(new KeyPrefix("01"), List.of(head(1, 5))),
                new HeadsRange.Leaf(new KeyPrefix("0f3"), List.of()),
                new HeadsRange.Split(new KeyPrefix("f".repeat(63)), 0, Bytes.EMPTY));
    }

    private static Request request() {
        AuthorRequest open = new AuthorRequest(author(1), 0, EventHash.NONE, OptionalLong.empty());
        AuthorRequest closed = new AuthorRequest(author(2), 41, new EventHash(filled(0xf2, 32)), OptionalLong.of(42));
        return new Request(SPACE, 4, 1_048_576, List.of(open, closed));
    }
}
