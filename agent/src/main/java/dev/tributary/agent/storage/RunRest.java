package dev.tributary.agent.storage;

import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.util.List;

/** The rest of a stored run whose first events lie elsewhere. */
final class RunRest {
    private RunRest() {}

    /** What {@code run} holds from {@code firstSeq} on, where it was. */
    static StoredRun of(StoredRun run, long firstSeq, RunCodec codec, SpaceId space) throws IOException {
        Run whole = codec.decode(run.encoded())
                .run()
                .orElseThrow(() -> new IOException("a stored run of " + run.author() + " cannot be decoded"));
        Run rest = codec.rest(codec.trust(space, whole), firstSeq);
        List<Span> spans = run.spans(firstSeq, run.lastSeq());
        return new StoredRun(
                run.author(),
                firstSeq,
                rest.count(),
                spans.get(0).position(),
                run.lastTimestamp(),
                run.lastHash(),
                rest.encoded(),
                spans.size() == 1 ? List.of() : spans);
    }
}
