package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The digest that the API shows is the one over the heads that the API shows. */
class RootTextTest {
    private static final AuthorId AUTHOR = new AuthorId(Bytes.wrap(new byte[32]));

    private HeadsView view = view(131);
    private final RootText root = new RootText(() -> view);

    private static HeadsView view(long seq) {
        byte[] hash = new byte[32];
        hash[0] = (byte) seq;
        AuthorHead head = new AuthorHead(AUTHOR, seq, new EventHash(Bytes.wrap(hash)));
        return new HeadsView(Bytes.wrap(new byte[16]), 200, Map.of(AUTHOR, new CountedHead(head, seq)));
    }

    @Test
    void aHeadThatAForkTookBackWithoutANewEventCounts() {
        String before = root.text();
        view = view(101);
        assertThat(root.text()).isNotEqualTo(before).isEqualTo(new RootText(() -> view(101)).text());
    }

    @Test
    void theSameHeadsHaveTheSameDigest() {
        assertThat(root.text()).hasSize(32).isEqualTo(root.text());
    }
}
