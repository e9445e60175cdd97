package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.LogView;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store in memory that loses what was not forced. */
final class SimStore implements LogView {
    private final SpaceId space;
    private final LogLimits limits = LogLimits.STANDARD;
    private final RunCodec codec = new RunCodec(limits);
    private final EventRules rules;
    private final Map<AuthorId, TreeMap<Long, CheckedRun>> logs = new TreeMap<>();
    private final Map<AuthorId, ForkProof> proofs = new HashMap<>();
    private final List<Stored> records = new ArrayList<>();
    private int forced;
    private long position;

    /** One record: a run at its place, with the peer that sent it, or a proof. */
    record Stored(Optional<CheckedRun> run, long lastPosition, Optional<AuthorId> from, Optional<ForkProof> proof) {}

    SimStore(SpaceId space) {
        this.space = space;
        this.rules = new EventRules(space, limits);
    }

    @Override
    public boolean admitted(AuthorId author) {
        return true;
    }

    @Override
    public OptionalLong cut(AuthorId author) {
        ForkProof proof = proofs.get(author);
        return proof == null ? OptionalLong.empty() : OptionalLong.of(proof.cut());
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        return last(author).map(CheckedRun::head);
    }

    @Override
    public Optional<EventHash> hashAt(AuthorId author, long seq) {
        return covering(author, seq).map(run -> run.hash((int) (seq - run.run().firstSeq())));
    }

    private Optional<CheckedRun> covering(AuthorId author, long seq) {
        return Optional.ofNullable(logs.getOrDefault(author, new TreeMap<>()).floorEntry(seq))
                .map(Map.Entry::getValue)
                .filter(run -> run.run().lastSeq() >= seq);
    }

    private Optional<CheckedRun> last(AuthorId author) {
        TreeMap<Long, CheckedRun> log = logs.getOrDefault(author, new TreeMap<>());
        return log.isEmpty() ? Optional.empty() : Optional.of(log.lastEntry().getValue());
    }

    CheckedRun publish(EventSigner signer, List<EventDraft> drafts) {
        CheckedRun run = codec.sign(space, signer, head(signer.author()), 0, drafts);
        add(run, Optional.empty());
        return run;
    }

    /** A run of one event right after {@code seq}, whatever is here behind it; nothing is stored. */
    CheckedRun signAfter(EventSigner signer, long seq, String text) {
        Optional<AuthorHead> head =
                hashAt(signer.author(), seq).map(hash -> new AuthorHead(signer.author(), seq, hash));
        return codec.sign(space, signer, head, 0, List.of(EventDraft.text("sim.event", text)));
    }

    /** Takes a run as it is, unchecked: for events that an author signed elsewhere. */
    void add(CheckedRun run, Optional<AuthorId> from) {
        position += run.count();
        records.add(new Stored(Optional.of(run), position, from, Optional.empty()));
        logs.computeIfAbsent(run.author(), author -> new TreeMap<>())
                .put(run.run().firstSeq(), run);
    }

    List<Verdict> append(AuthorId peer, List<Bytes> runs) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Bytes encoded : runs) {
            Verdict verdict = rules.check(encoded, this);
            if (verdict instanceof Verdict.Accepted accepted) {
                add(accepted.run(), Optional.of(peer));
            } else if (verdict instanceof Verdict.Forked forked) {
                long seq = forked.seq();
                covering(forked.other().author(), seq)
                        .flatMap(own ->
                                ForkProof.of(space, own.run(), forked.other().run(), limits))
                        .ifPresent(this::addProof);
            }
            verdicts.add(verdict);
        }
        return verdicts;
    }

    boolean addProof(ForkProof proof) {
        ForkProof known = proofs.get(proof.author());
        if (known != null && known.cut() <= proof.cut()) {
            return false;
        }
        proofs.put(proof.author(), proof);
        records.add(new Stored(Optional.empty(), position, Optional.empty(), Optional.of(proof)));
        TreeMap<Long, CheckedRun> log = logs.getOrDefault(proof.author(), new TreeMap<>());
        log.values().removeIf(run -> run.run().lastSeq() > proof.cut());
        return true;
    }

    /** Makes everything durable and tells what that was. */
    List<Stored> force() {
        List<Stored> news = List.copyOf(records.subList(forced, records.size()));
        forced = records.size();
        return news;
    }

    /** What a power cut leaves: a store with the forced records only. */
    SimStore afterPowerCut() {
        SimStore survivor = new SimStore(space);
        for (Stored stored : records.subList(0, forced)) {
            stored.run().ifPresent(run -> survivor.add(run, stored.from()));
            stored.proof().ifPresent(survivor::addProof);
        }
        survivor.forced = survivor.records.size();
        return survivor;
    }

    List<Bytes> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        List<Bytes> found = new ArrayList<>();
        int bytes = 0;
        long next = afterSeq + 1;
        while (next <= untilSeq) {
            Optional<CheckedRun> run = covering(author, next);
            if (run.isEmpty()) {
                break;
            }
            Bytes encoded = codec.rest(run.get(), next).encoded();
            if (!found.isEmpty() && bytes + encoded.size() > maxBytes) {
                break;
            }
            found.add(encoded);
            bytes += encoded.size();
            next = run.get().run().lastSeq() + 1;
        }
        return found;
    }

    long position() {
        return position;
    }

    /** Author to head and the position of its last event. */
    Map<AuthorId, Map.Entry<AuthorHead, Long>> heads() {
        Map<AuthorId, Map.Entry<AuthorHead, Long>> heads = new TreeMap<>();
        for (Stored stored : records) {
            stored.run()
                    .filter(run -> run.run().lastSeq() <= cut(run.author()).orElse(Long.MAX_VALUE))
                    .ifPresent(run -> heads.put(run.author(), Map.entry(run.head(), stored.lastPosition())));
        }
        return heads;
    }

    List<ForkProof> proofs() {
        return List.copyOf(proofs.values());
    }

    List<CheckedRun> everything() {
        return logs.values().stream().flatMap(log -> log.values().stream()).toList();
    }
}
