package dev.tributary.agent.network;

import dev.tributary.agent.log.CborWriter;
import dev.tributary.agent.sync.HeadsRange;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Bare;
import dev.tributary.agent.sync.SyncMessage.Bye;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Confirm;
import dev.tributary.agent.sync.SyncMessage.Fork;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Held;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Piece;
import dev.tributary.agent.sync.SyncMessage.Ping;
import dev.tributary.agent.sync.SyncMessage.Pong;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.RequestBare;
import dev.tributary.agent.sync.SyncMessage.RequestPart;
import dev.tributary.agent.sync.SyncMessage.RequestPayload;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Rest;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.List;
import java.util.Optional;

/** The bodies of frames, as {@link MessageReader} reads them. */
final class MessageWriter {
    private MessageWriter() {}

    static void write(SyncMessage message, CborWriter out) {
        if (message instanceof Hello hello) {
            hello(hello, out);
        } else if (message instanceof AdvertiseRoot root) {
            advertiseRoot(root, out);
        } else if (message instanceof AdvertiseChanges changes) {
            advertiseChanges(changes, out);
        } else if (message instanceof AdvertisePage page) {
            advertisePage(page, out);
        } else if (message instanceof AdvertiseRanges ranges) {
            advertiseRanges(ranges, out);
        } else if (message instanceof Request request) {
            request(request, out);
        } else if (message instanceof RequestBare bare) {
            request(new Request(bare.space(), bare.requestId(), bare.credit(), bare.authors()), out);
        } else if (message instanceof RequestPart part) {
            requestPart(part, out);
        } else if (message instanceof RequestPayload request) {
            requestPayload(request, out);
        } else if (message instanceof Response response) {
            responseHead(response, out);
            response.runs().forEach(out::bytes);
        } else if (message instanceof Complete complete) {
            complete(complete, out);
        } else if (message instanceof Gone gone) {
            gone(gone, out);
        } else if (message instanceof Bare bare) {
            bare(bare, out);
        } else if (message instanceof Interest interest) {
            interest(interest, out);
        } else {
            writeSmall(message, out);
        }
    }

    private static void writeSmall(SyncMessage message, CborWriter out) {
        if (message instanceof Fork fork) {
            out.array(2);
            out.bytes(fork.space().bytes());
            out.bytes(fork.proof());
        } else if (message instanceof Ping ping) {
            out.array(1);
            out.unsigned(ping.token());
        } else if (message instanceof Pong pong) {
            out.array(1);
            out.unsigned(pong.token());
        } else if (message instanceof Bye bye) {
            out.array(1);
            out.text(bye.reason());
        } else if (message instanceof Piece piece) {
            out.array(1);
            out.bytes(piece.bytes());
        } else if (message instanceof Rest rest) {
            out.array(2);
            out.bool(rest.roots());
            out.unsigned(rest.seconds());
        } else if (message instanceof Confirm confirm) {
            confirm(confirm, out);
        } else if (message instanceof Held held) {
            out.array(2);
            out.bytes(held.space().bytes());
            heads(held.heads(), out);
        } else {
            throw new IllegalArgumentException("no frame carries " + message.getClass());
        }
    }

    /** Everything of a response up to its runs. */
    static void responseHead(Response response, CborWriter out) {
        out.array(4);
        out.bytes(response.space().bytes());
        out.unsigned(response.requestId());
        out.bool(response.more());
        out.array(response.runs().size());
    }

    private static void hello(Hello hello, CborWriter out) {
        out.array(8);
        out.unsigned(hello.minProtocol());
        out.unsigned(hello.maxProtocol());
        out.text(hello.agent());
        out.bytes(hello.storeId());
        out.array(hello.capabilities().size());
        hello.capabilities().stream().map(Bytes::utf8).sorted().forEach(word -> out.text(word.utf8()));
        out.unsigned(hello.frameBytes());
        out.array(hello.spaces().size());
        hello.spaces().forEach(offer -> offer(offer, out));
        out.unsigned(hello.clock());
    }

    private static void offer(SpaceOffer offer, CborWriter out) {
        out.array(4);
        out.bytes(offer.space().bytes());
        root(offer.root(), out);
        out.unsigned(offer.counter());
        if (offer.cursor().isPresent()) {
            out.array(2);
            out.bytes(offer.cursor().get().storeId());
            out.unsigned(offer.cursor().get().counter());
        } else {
            out.none();
        }
    }

    private static void advertiseRoot(AdvertiseRoot advert, CborWriter out) {
        out.array(3);
        out.bytes(advert.space().bytes());
        root(advert.root(), out);
        out.unsigned(advert.counter());
    }

    private static void advertiseChanges(AdvertiseChanges changes, CborWriter out) {
        out.array(5);
        out.bytes(changes.space().bytes());
        out.unsigned(changes.since());
        out.unsigned(changes.until());
        out.bool(changes.more());
        heads(changes.heads(), out);
    }

    private static void advertisePage(AdvertisePage page, CborWriter out) {
        out.array(5);
        out.bytes(page.space().bytes());
        bound(page.from(), out);
        bound(page.to(), out);
        out.unsigned(page.counter());
        heads(page.heads(), out);
    }

    private static void advertiseRanges(AdvertiseRanges advert, CborWriter out) {
        out.array(2);
        out.bytes(advert.space().bytes());
        out.array(advert.ranges().size());
        for (HeadsRange range : advert.ranges()) {
            if (range instanceof HeadsRange.Split split) {
                out.array(3);
                out.text(split.prefix().digits());
                out.unsigned(split.present());
                out.bytes(split.fingerprints());
            } else if (range instanceof HeadsRange.Leaf leaf) {
                out.array(2);
                out.text(leaf.prefix().digits());
                heads(leaf.heads(), out);
            }
        }
    }

    private static void request(Request request, CborWriter out) {
        out.array(4);
        out.bytes(request.space().bytes());
        out.unsigned(request.requestId());
        out.unsigned(request.credit());
        out.array(request.authors().size());
        for (AuthorRequest author : request.authors()) {
            out.array(4);
            out.bytes(author.author().bytes());
            out.unsigned(author.afterSeq());
            if (author.afterHash().equals(EventHash.NONE)) {
                out.none();
            } else {
                out.bytes(author.afterHash().bytes());
            }
            if (author.untilSeq().isPresent()) {
                out.unsigned(author.untilSeq().getAsLong());
            } else {
                out.none();
            }
        }
    }

    private static void requestPart(RequestPart part, CborWriter out) {
        out.array(6);
        out.bytes(part.space().bytes());
        out.unsigned(part.requestId());
        out.unsigned(part.credit());
        out.bytes(part.author().bytes());
        out.unsigned(part.afterSeq());
        out.unsigned(part.untilSeq());
    }

    private static void requestPayload(RequestPayload request, CborWriter out) {
        out.array(5);
        out.bytes(request.space().bytes());
        out.unsigned(request.requestId());
        out.unsigned(request.credit());
        out.bytes(request.author().bytes());
        out.unsigned(request.seq());
    }

    private static void complete(Complete complete, CborWriter out) {
        out.array(4);
        out.bytes(complete.space().bytes());
        out.unsigned(complete.requestId());
        out.unsigned(complete.count());
        root(complete.root(), out);
    }

    private static void gone(Gone gone, CborWriter out) {
        out.array(4);
        out.bytes(gone.space().bytes());
        out.unsigned(gone.requestId());
        out.bytes(gone.author().bytes());
        out.unsigned(gone.firstAvailable());
    }

    private static void confirm(Confirm confirm, CborWriter out) {
        out.array(2);
        out.bytes(confirm.space().bytes());
        out.array(confirm.logs().size());
        for (Confirm.Log log : confirm.logs()) {
            out.array(2);
            out.bytes(log.author().bytes());
            out.unsigned(log.seq());
        }
    }

    private static void bare(Bare bare, CborWriter out) {
        out.array(5);
        out.bytes(bare.space().bytes());
        out.unsigned(bare.requestId());
        out.bytes(bare.author().bytes());
        out.unsigned(bare.firstSeq());
        out.unsigned(bare.lastSeq());
    }

    private static void interest(Interest interest, CborWriter out) {
        out.array(5);
        out.bytes(interest.space().bytes());
        if (interest.authors().isPresent()) {
            authors(interest.authors().get(), out);
        } else {
            out.none();
        }
        out.unsigned(interest.flags());
        out.bool(interest.payloads());
        authors(interest.stop(), out);
    }

    private static void root(Root root, CborWriter out) {
        out.array(2);
        out.unsigned(root.count());
        out.bytes(root.digest());
    }

    private static void heads(List<AuthorHead> heads, CborWriter out) {
        out.array(heads.size());
        for (AuthorHead head : heads) {
            out.array(3);
            out.bytes(head.author().bytes());
            out.unsigned(head.seq());
            out.bytes(head.hash().bytes());
        }
    }

    private static void authors(List<AuthorId> authors, CborWriter out) {
        out.array(authors.size());
        authors.forEach(author -> out.bytes(author.bytes()));
    }

    private static void bound(Optional<AuthorId> bound, CborWriter out) {
        if (bound.isPresent()) {
            out.bytes(bound.get().bytes());
        } else {
            out.none();
        }
    }
}
