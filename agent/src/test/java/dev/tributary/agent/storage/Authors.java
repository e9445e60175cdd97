package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Somebody else who writes: signs runs of a growing log. */
final class Authors {
    static final SpaceId SPACE = new SpaceId(Bytes.wrap(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    }));

    private static final RunCodec CODEC = new RunCodec(LogLimits.STANDARD);

    private final SeedSigner signer;
    private final Random random;
    private SpaceId space = SPACE;
    private Optional<AuthorHead> head = Optional.empty();

    private Authors(int number) {
        this.signer = signer(number);
        this.random = new Random(number);
    }

    static SeedSigner signer(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >> 8);
        return new SeedSigner(Bytes.wrap(seed));
    }

    /** The same author for the same number, at the beginning of its log. */
    static Authors author(int number) {
        return new Authors(number);
    }

    /** Writes into another space from now on. */
    Authors in(SpaceId other) {
        space = other;
        return this;
    }

    AuthorId id() {
        return signer.author();
    }

    AuthorHead head() {
        return head.orElseThrow();
    }

    /** Goes on from an earlier head: what was written after it becomes another history. */
    Authors from(Optional<AuthorHead> earlier) {
        head = earlier;
        return this;
    }

    /** The next {@code count} events, each with 100 random bytes. */
    CheckedRun run(int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[100];
            random.nextBytes(payload);
            drafts.add(EventDraft.of("test.event", Bytes.wrap(payload)));
        }
        return run(drafts);
    }

    CheckedRun run(List<EventDraft> drafts) {
        CheckedRun run = CODEC.sign(space, signer, head, 1_000, drafts);
        head = Optional.of(run.head());
        return run;
    }

    Bytes encoded(int count) {
        return run(count).run().encoded();
    }
}
