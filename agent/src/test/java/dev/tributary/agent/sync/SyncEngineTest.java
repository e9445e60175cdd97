package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.Differences.Difference;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncEngineTest extends EngineTest {
    @Test
    void equalRootsMoveNoHeads() {
        HeadsDigestTest.heads(1, 1_000).forEach(head -> engine.holds(head, head.seq()));
        Root root = ownRoot();
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(root, Optional.empty()));

        assertThat(sent(1)).hasSize(2).hasOnlyElementsOfTypes(Hello.class, Interest.class);
        assertThat(engine.reports(0).get(0).equal()).isTrue();
    }

    @Test
    void aStrangerGetsAllHeadsInPagesOfAtMost1024() {
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 2_500);
        hold(heads);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.empty()));

        List<AdvertisePage> pages = sent(1).stream()
                .filter(AdvertisePage.class::isInstance)
                .map(AdvertisePage.class::cast)
                .toList();
        assertThat(pages).extracting(page -> page.heads().size()).containsExactly(1024, 1024, 452);
        assertThat(pages.get(0).from()).isEmpty();
        assertThat(pages.get(1).from()).isEqualTo(pages.get(0).to());
        assertThat(pages.get(2).to()).isEmpty();
    }

    @Test
    void aPeerThatFollowedUsGetsOnlyWhatChangedSince() {
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 2_500);
        hold(heads);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 2_490))));

        assertThat(sent(1))
                .filteredOn(AdvertiseChanges.class::isInstance)
                .containsExactly(new AdvertiseChanges(SPACE, 2_490, 2_500, heads.subList(2_490, 2_500), false));
    }

    @Test
    void aCursorOfAnotherStoreIsVoid() {
        engine.holds(head(OTHER, 5), 5);
        engine.opened(1, PEER, 0, 0);
        Cursor foreign = new Cursor(Bytes.utf8("fedcba9876543210"), 4);
        greet(1, hello(ELSEWHERE, Optional.of(foreign)));

        assertThat(sent(1)).hasAtLeastOneElementOfType(AdvertisePage.class);
    }

    /** Two links, both of whose peers hold ten events of the author that is answered. */
    private AuthorId twoOfferTenEvents() {
        link(1, PEER, ELSEWHERE);
        link(2, OTHER, ELSEWHERE);
        AuthorId author = new AuthorId(filled(8));
        advertise(1, head(author, 10));
        advertise(2, head(author, 10));
        return author;
    }

    @Test
    void anAuthorIsAskedOfOnePeerOnly() {
        twoOfferTenEvents();

        List<SyncEffect> effects = engine.drain();
        assertThat(effects)
                .filteredOn(effect -> effect instanceof SyncEffect.Send send && send.message() instanceof Request)
                .hasSize(1);
    }

    @Test
    void aSourceWithoutProgressIsReplaced() {
        AuthorId author = twoOfferTenEvents();
        engine.drain();
        engine.tick(LIMITS.deadSourceMillis() + 1);

        List<SyncEffect> effects = engine.drain();
        assertThat(effects)
                .anyMatch(effect -> effect instanceof SyncEffect.Send send
                        && send.link() == 2
                        && send.message() instanceof Request request
                        && request.authors().get(0).author().equals(author))
                .anyMatch(effect -> effect instanceof SyncEffect.Send send
                        && send.link() == 1
                        && send.message() instanceof Interest interest
                        && interest.stop().contains(author));
    }

    @Test
    void manyAuthorsShareOneRequest() {
        link(1, PEER, ELSEWHERE);
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 1_000).stream()
                .map(head -> new AuthorHead(head.author(), 1, head.hash()))
                .toList();
        advertise(1, heads.toArray(AuthorHead[]::new));

        assertThat(sent(1))
                .filteredOn(Request.class::isInstance)
                .hasSize(1)
                .allMatch(message -> ((Request) message).authors().size() == 1_000);
    }

    @Test
    void aRequestBeyond64InFlightEndsTheLink() {
        engine.holds(head(OTHER, 100), 100);
        link(1, PEER, ELSEWHERE);
        for (int id = 1; id <= LIMITS.requestsInFlight(); id++) {
            engine.received(1, request(id, id), 0);
        }
        assertThat(closed()).isEmpty();
        engine.received(1, request(LIMITS.requestsInFlight() + 1, 70), 0);

        assertThat(closed()).singleElement().asString().contains("more than 64 requests");
    }

    private static Request request(long id, long afterSeq) {
        AuthorRequest asked = new AuthorRequest(OTHER, afterSeq, new EventHash(filled(9)), OptionalLong.empty());
        return new Request(SPACE, id, 1 << 20, List.of(asked));
    }

    @Test
    void aResponseThatNobodyAskedForEndsTheLink() {
        link(1, PEER, ELSEWHERE);
        engine.received(1, new Response(SPACE, 17, List.of(), false), 0);

        assertThat(closed()).singleElement().asString().contains("never made");
    }

    @Test
    void aCompleteThatMiscountsEndsTheLink() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        Request request = (Request) sent(1).get(0);
        engine.received(1, new Complete(SPACE, request.requestId(), 10, ELSEWHERE), 0);

        assertThat(closed()).singleElement().asString().contains("10 events");
    }

    @Test
    void whoWithholdsWhatItOfferedIsNotAskedAgainUntilItOffersAgain() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        Request request = (Request) sent(1).get(0);
        engine.received(1, new Complete(SPACE, request.requestId(), 0, ELSEWHERE), 0);
        assertThat(sent(1)).filteredOn(Request.class::isInstance).isEmpty();

        advertise(1, head(OTHER, 10));
        assertThat(sent(1)).filteredOn(Request.class::isInstance).hasSize(1);
    }

    @Test
    void aRootThatContradictsWhatWasOfferedIsNoProof() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        Request request = (Request) sent(1).get(0);
        engine.received(1, new Complete(SPACE, request.requestId(), 0, new HeadsDigest().root()), 0);

        assertThat(closed()).isEmpty();
        LinkReport report = engine.reports(LIMITS.stalledMillis()).get(0);
        assertThat(report.equal()).isFalse();
        assertThat(report.stalled()).isTrue();
        assertThat(report.reason()).contains("offered events of 1 authors").contains("did not send them");

        engine.frozen(new SyncEngine.Freeze(OTHER, 0, Optional.empty(), 0), 0);
        assertThat(engine.reports(0).get(0).equal())
                .as("what is cut is not lacking")
                .isTrue();
    }

    @Test
    void aRootInACompleteProvesThatAllIsHere() {
        link(1, PEER, ELSEWHERE);
        engine.received(1, new Complete(SPACE, 0, 0, new HeadsDigest().root()), 77);

        assertThat(engine.reports(80).get(0).equal()).isTrue();
        assertThat(engine.reports(80).get(0).lastProof()).hasValue(77);
    }

    @Test
    void whatIsGoneAtOneSourceIsAskedOfAnother() {
        AuthorId author = twoOfferTenEvents();
        engine.drain();
        engine.received(1, new Gone(SPACE, 1, author, 6), 0);
        assertThat(engine.gone()).isEmpty();
        assertThat(sent(2)).filteredOn(Request.class::isInstance).hasSize(1);

        engine.received(2, new Gone(SPACE, 1, author, 4), 0);
        assertThat(engine.gone()).containsExactly(Map.entry(author, 4L));
        advertise(1, head(author, 11));
        assertThat(sent(1)).filteredOn(Request.class::isInstance).isEmpty();

        engine.closed(2);
        assertThat(engine.gone()).containsExactly(Map.entry(author, 6L));
        engine.closed(1);
        assertThat(engine.gone()).isEmpty();
    }

    @Test
    void aGoneThatNobodyAskedForEndsTheLink() {
        link(1, PEER, ELSEWHERE);
        engine.received(1, new Gone(SPACE, 3, OTHER, 6), 0);

        assertThat(closed()).singleElement().asString().contains("never made");
    }

    @Test
    void aLongListOfReplacedAuthorsIsStoppedInSeveralMessages() {
        link(1, PEER, ELSEWHERE);
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 2_500).stream()
                .map(head -> new AuthorHead(head.author(), 1, head.hash()))
                .toList();
        advertise(1, heads.toArray(AuthorHead[]::new));
        link(2, OTHER, ELSEWHERE);
        heads.forEach(head -> engine.received(2, new AdvertiseChanges(SPACE, 0, 9, List.of(head), false), 0));
        engine.drain();
        engine.tick(LIMITS.deadSourceMillis() + 1);

        List<Interest> stops = sent(1).stream()
                .filter(Interest.class::isInstance)
                .map(Interest.class::cast)
                .toList();
        assertThat(stops)
                .allMatch(stop -> stop.has(Interest.KEEP) && stop.stop().size() <= 1_024);
        assertThat(stops.stream().mapToInt(stop -> stop.stop().size()).sum()).isEqualTo(2_500);
    }

    @Test
    void aCursorBeyondWhatTheStoreHasCountedIsVoid() {
        engine.holds(head(OTHER, 5), 5);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 6))));
        assertThat(sent(1)).hasAtLeastOneElementOfType(AdvertisePage.class);

        engine.opened(2, PEER, 0, 0);
        greet(2, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 5))));
        assertThat(sent(2)).hasAtLeastOneElementOfType(AdvertiseChanges.class);
    }

    @Test
    void aCursorThatOutlivedARestoreCostsATimeoutAndNothingElse() {
        engine.holds(head(OTHER, 5), 5);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 5))));
        assertThat(sent(1)).filteredOn(AdvertisePage.class::isInstance).isEmpty();

        engine.tick(1_001);
        assertThat(sent(1)).hasAtLeastOneElementOfType(AdvertisePage.class);
    }

    @Test
    void theLevelOfAnExchangeIsTheCheapestThatServes() {
        assertThat(AdvertLevel.choose(true, false, true, true)).isEqualTo(AdvertLevel.CHANGES);
        assertThat(AdvertLevel.choose(false, true, false, true)).isEqualTo(AdvertLevel.PAGES);
        assertThat(AdvertLevel.choose(false, false, true, true)).isEqualTo(AdvertLevel.RANGES);
        assertThat(AdvertLevel.choose(false, false, true, false)).isEqualTo(AdvertLevel.AWAIT_RANGES);
        assertThat(AdvertLevel.choose(false, true, true, false)).isEqualTo(AdvertLevel.RANGES);
        assertThat(AdvertLevel.rangesPay(63, 64)).isFalse();
        assertThat(AdvertLevel.rangesPay(64, 128)).isTrue();
        assertThat(AdvertLevel.rangesPay(64, 129)).isFalse();
    }

    @Test
    void namesWhereAPeerHoldsMoreOrLessThanWeDo() {
        AuthorId more = new AuthorId(filled(4));
        AuthorId unheard = new AuthorId(filled(5));
        AuthorId unsaid = new AuthorId(filled(6));
        engine.holds(head(OTHER, 5), 5);
        engine.holds(head(more, 6), 11);
        engine.holds(head(unsaid, 2), 13);
        link(1, PEER, ELSEWHERE);
        assertThat(engine.differences(PEER, Optional.empty(), 10).orElseThrow().logs())
                .isEmpty();
        advertise(1, head(OTHER, 2), head(more, 9), head(unheard, 7));

        assertThat(engine.differences(PEER, Optional.empty(), 10))
                .contains(new Differences(
                        false,
                        List.of(new Difference(OTHER, 5, 2), new Difference(more, 6, 9), new Difference(unheard, 0, 7)),
                        Optional.empty()));
        assertThat(engine.differences(OTHER, Optional.empty(), 10)).isEmpty();
        engine.closed(1);
        assertThat(engine.differences(PEER, Optional.empty(), 10)).isEmpty();
    }

    @Test
    void differencesComeInPagesThatMeet() {
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 25);
        link(1, PEER, ELSEWHERE);
        advertise(1, heads.toArray(AuthorHead[]::new));
        List<Difference> seen = new ArrayList<>();
        Optional<AuthorId> after = Optional.empty();
        int pages = 0;
        do {
            Differences page = engine.differences(PEER, after, 10).orElseThrow();
            assertThat(page.logs()).hasSizeLessThanOrEqualTo(10);
            seen.addAll(page.logs());
            after = page.next();
            pages++;
        } while (after.isPresent());

        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .containsExactlyElementsOf(heads.stream()
                        .map(head -> new Difference(head.author(), 0, head.seq()))
                        .sorted(Comparator.comparing(Difference::author))
                        .toList());
    }

    @Test
    void aPageLooksAtABoundedNumberOfAuthorsAndSaysWhereToGoOn() {
        int most = Differences.AUTHORS_AT_ONCE;
        List<AuthorHead> heads = HeadsDigestTest.heads(1, most + 1);
        heads.forEach(head -> engine.holds(head, head.seq()));
        link(1, PEER, ELSEWHERE);
        AuthorId last = heads.stream()
                .map(AuthorHead::author)
                .max(Comparator.naturalOrder())
                .orElseThrow();

        Differences first = engine.differences(PEER, Optional.empty(), 10).orElseThrow();
        assertThat(first.logs()).isEmpty();
        assertThat(first.next().orElseThrow()).isLessThan(last);
        assertThat(engine.differences(PEER, first.next(), 10).orElseThrow().next())
                .isEmpty();
    }

    @Test
    void equalRootsLeaveNoDifferenceAndAChangeHereIsOne() {
        engine.holds(head(OTHER, 5), 5);
        link(1, PEER, ownRoot());
        assertThat(engine.differences(PEER, Optional.empty(), 10))
                .contains(new Differences(true, List.of(), Optional.empty()));

        RunSpan span = new RunSpan(OTHER, 6, 2);
        engine.committed(
                List.of(new SyncEngine.Change(
                        span,
                        new EventHash(filled(70)),
                        7,
                        Bytes.utf8("not looked at"),
                        Bytes.EMPTY,
                        Optional.empty())),
                7,
                0);
        assertThat(engine.differences(PEER, Optional.empty(), 10))
                .contains(new Differences(false, List.of(new Difference(OTHER, 7, 5)), Optional.empty()));
    }

    @Test
    void whoSpeaksAnotherProtocolOrSpaceIsToldWhy() {
        engine.opened(1, PEER, 0, 0);
        Hello newer = new Hello(2, 3, "newer", STORE, Set.of(), 1 << 19, List.of(), 0);
        engine.received(1, newer, 0);
        assertThat(engine.drain())
                .contains(new SyncEffect.Close(
                        1, "the other side speaks protocol 2 to 3, this agent speaks 1: update one of them", false));

        engine.opened(2, PEER, 0, 0);
        engine.received(2, new Hello(1, 1, "stray", STORE, Set.of(), 1 << 19, List.of(), 0), 0);
        assertThat(closed()).singleElement().asString().contains("is in no space");
    }

    @Test
    void nothingIsSaidBeforeHello() {
        engine.opened(1, PEER, 0, 0);
        engine.received(1, new Interest(SPACE, Optional.empty(), Interest.PUSH_OWN, true, List.of()), 0);

        assertThat(closed()).containsExactly("its first message was not Hello");
    }
}
