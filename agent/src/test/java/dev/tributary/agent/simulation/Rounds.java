package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rounds a link takes. A round is one exchange about an author over one link: a head is advertised and, where
 * it is news, asked for. So what is counted is how often one side told of one author, and how often it asked for one.
 */
final class Rounds {
    private final Map<Word, Integer> times = new HashMap<>();
    private final Map<Long, Integer> messages = new HashMap<>();

    /** What {@code from} said of an author on a link: told of its head, or asked for its events. */
    private record Word(long link, AuthorId from, AuthorId about, boolean asked) {}

    void said(long link, SimAgent from, SyncMessage message) {
        messages.merge(link, 1, Integer::sum);
        if (message instanceof AdvertiseChanges changes) {
            told(link, from, changes.heads());
        } else if (message instanceof AdvertisePage page) {
            told(link, from, page.heads());
        } else if (message instanceof Request request) {
            for (AuthorRequest asked : request.authors()) {
                times.merge(new Word(link, from.author, asked.author(), true), 1, Integer::sum);
            }
        }
    }

    private void told(long link, SimAgent from, List<AuthorHead> heads) {
        for (AuthorHead head : heads) {
            times.merge(new Word(link, from.author, head.author(), false), 1, Integer::sum);
        }
    }

    /** The most rounds that any author took on a link. */
    int most(long link) {
        return times.entrySet().stream()
                .filter(entry -> entry.getKey().link() == link)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** How many heads were told in all. */
    long heads() {
        return times.entrySet().stream()
                .filter(entry -> !entry.getKey().asked())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How many messages both sides have said on a link. */
    int messages(long link) {
        return messages.getOrDefault(link, 0);
    }
}
