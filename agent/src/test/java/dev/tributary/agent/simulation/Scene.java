package dev.tributary.agent.simulation;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the agents A, B, C ... of a small world say to each other, as lines for people. */
final class Scene implements SimWorld.Witness {
    private static final SimLink.Quality LINK = new SimLink.Quality(10, 1_000_000);

    final SimWorld world;
    final List<String> lines = new ArrayList<>();

    private final SizeOf size;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Map<AuthorId, String> names = new HashMap<>();
    private final Map<String, Integer> bytes = new HashMap<>();

    /** How many bytes a message takes. */
    interface SizeOf {
        int of(SyncMessage message);
    }

    Scene(int agents, int authors, SizeOf size) {
        this.size = size;
        world = SimWorld.ofScene(agents, authors, LINK, this);
        for (int i = 0; i < agents; i++) {
            names.put(world.agents.get(i).author, String.valueOf((char) ('A' + i)));
        }
    }

    void name(AuthorId author, String name) {
        names.put(author, name);
    }

    SimAgent agent(int number) {
        return world.agents.get(number);
    }

    /** What happens, apart from what is said. */
    void note(String what) {
        lines.add("");
        lines.add("-- " + what);
    }

    void passes(long millis) {
        world.clock.runUntil(world.clock.now() + millis);
    }

    /** Ends a part: how many bytes went each way. */
    void sum() {
        bytes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(way -> lines.add("   " + way.getKey() + ": " + way.getValue() + " bytes"));
        bytes.clear();
    }

    @Override
    public void heard(SimAgent from, SimAgent to, SyncMessage message) {
        int taken = size.of(message);
        String way = who(from.author) + " > " + who(to.author);
        bytes.merge(way, taken, Integer::sum);
        lines.add(String.format(
                        Locale.ROOT,
                        "%6d ms  %s  %-16s %6d  %s",
                        world.clock.passed(),
                        way,
                        message.getClass().getSimpleName(),
                        taken,
                        text(message))
                .stripTrailing());
    }

    private String text(SyncMessage message) {
        if (message instanceof Request request) {
            return "#" + request.requestId() + " " + asked(request);
        }
        if (message instanceof Response response) {
            String kind = response.requestId() == 0 ? "pushed" : "#" + response.requestId();
            return kind + " " + response.runs().stream().map(this::run).collect(Collectors.joining(", "));
        }
        if (message instanceof Complete complete) {
            return "#" + complete.requestId() + " " + complete.count() + " events, " + text(complete.root());
        }
        if (message instanceof Gone gone) {
            return "#" + gone.requestId() + " " + who(gone.author()) + " begins at " + gone.firstAvailable();
        }
        if (message instanceof SyncMessage.Fork fork) {
            return "a proof of " + fork.proof().size() + " bytes";
        }
        return advert(message);
    }

    private String advert(SyncMessage message) {
        if (message instanceof Hello hello) {
            SyncMessage.SpaceOffer offer = hello.spaces().get(0);
            return text(offer.root())
                    + offer.cursor()
                            .map(cursor -> ", followed you to " + cursor.counter())
                            .orElse(", met nobody");
        }
        if (message instanceof Interest interest) {
            String whom =
                    interest.authors().map(list -> list.size() + " authors").orElse("all");
            return whom + ((interest.flags() & Interest.PUSH_OWN) != 0 ? ", push your own" : "") + ", stop "
                    + interest.stop().stream().map(this::who).toList();
        }
        if (message instanceof AdvertiseRoot advert) {
            return text(advert.root());
        }
        if (message instanceof AdvertiseChanges changes) {
            return "after " + changes.since() + " up to " + changes.until() + ": " + heads(changes.heads());
        }
        if (message instanceof AdvertisePage page) {
            return heads(page.heads());
        }
        return message instanceof AdvertiseRanges ranges ? ranges.ranges().size() + " ranges" : "";
    }

    private String asked(Request request) {
        if (request.authors().isEmpty()) {
            return "credit for " + request.credit() + " more bytes";
        }
        return request.authors().stream().map(this::asked).collect(Collectors.joining(", "));
    }

    private String asked(AuthorRequest asked) {
        String until =
                asked.untilSeq().isPresent() ? " up to " + asked.untilSeq().getAsLong() : "";
        return who(asked.author()) + " after " + asked.afterSeq() + until;
    }

    private String run(Bytes encoded) {
        RunCodec.Head head = codec.head(encoded).orElseThrow();
        long last = head.firstSeq() + head.count() - 1;
        return who(head.author()) + " " + (head.count() == 1 ? "" : head.firstSeq() + "-") + last;
    }

    private String heads(List<AuthorHead> heads) {
        return heads.stream()
                .map(head -> who(head.author()) + " at " + head.seq())
                .collect(Collectors.joining(", "));
    }

    private static String text(Root root) {
        return "root " + root.count() + ":" + root.digest().slice(0, 2).hex();
    }

    private String who(AuthorId author) {
        return names.getOrDefault(author, author.brief());
    }
}
