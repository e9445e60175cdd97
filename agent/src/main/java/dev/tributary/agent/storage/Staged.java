package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogView;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.ForkStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one commit will make durable, laid over what is durable already: the log as the rules see it. */
final class Staged implements LogView {
    private final LogWriter.Parts parts;
    private final LogBook book;
    private final RunCodec codec;
    private final List<StoreRecord> records = new ArrayList<>();
    private final List<CommittedRun> runs = new ArrayList<>();
    private final List<ForkProof> forks = new ArrayList<>();
    private final Map<AuthorId, Optional<AuthorHead>> heads = new HashMap<>();
    private final Map<AuthorId, List<CommittedRun>> byAuthor = new HashMap<>();
    private final Map<AuthorId, Long> cuts = new HashMap<>();
    private final Map<AuthorId, Optional<CountedHead>> cutHeads = new HashMap<>();
    private final DeletedPayloads.Changes deletions;
    private int newAuthors;
    private long nextPosition;
    private long bytes;
    private long stateBytes;
    private @Nullable Read lastRead;
    private @Nullable IOException readFailure;

    Staged(LogWriter.Parts parts, RunCodec codec) {
        this.parts = parts;
        this.book = parts.book();
        this.codec = codec;
        this.nextPosition = book.position() + 1;
        this.deletions = new DeletedPayloads.Changes(book);
    }

    /** Looks up the heads of authors that were frozen when the store was opened. */
    void findCutHeads() throws IOException {
        for (ForkStatus fork : book.forks()) {
            book.cutHead(fork.author(), headAt(fork.author(), fork.seq() - 1));
        }
    }

    boolean isEmpty() {
        return records.isEmpty() && deletions.isEmpty();
    }

    /** All of it, deletions last; to be asked for once. */
    List<StoreRecord> records() {
        records.addAll(deletions.values());
        return records;
    }

    /** Takes that a payload is deleted; false when it is already. */
    boolean deletePayload(AuthorId author, long seq) {
        return deletions.add(author, seq);
    }

    long bytes() {
        return bytes;
    }

    /** Encoded bytes of one author's runs, without those that are durable. */
    long bytes(AuthorId author) {
        return byAuthor.getOrDefault(author, List.of()).stream()
                .mapToLong(run -> run.run().run().encoded().size())
                .sum();
    }

    /** What values that were set will add to the state at most. */
    long stateBytes() {
        return stateBytes;
    }

    void add(StoreRecord.NewState state) {
        records.add(state);
        bytes += size(List.of(state));
        stateBytes += size(List.of(state));
    }

    /** Takes values; the run that they belong to must be added next. */
    void add(StoreRecord.NewValues values) {
        records.add(values);
        bytes += size(values.values());
        stateBytes += size(values.values());
    }

    /** What values will add to the state at most. */
    static long size(List<StoreRecord.NewState> values) {
        return values.stream()
                .mapToLong(state -> state.value()
                        .map(value -> (long) value.size() + state.key().length())
                        .orElse(0L))
                .sum();
    }

    /** The log of an author begins at {@code firstSeq}, with the run that is added next. */
    void begin(AuthorId author, long firstSeq) {
        StoreRecord.NewBegin begin = new StoreRecord.NewBegin(author, firstSeq, true);
        records.add(begin);
        bytes += begin.body().size();
    }

    /** Takes a run that is linked and covered. It is kept whole: the part before a cut has no signature of its own. */
    void add(CheckedRun run, Optional<AuthorId> from) {
        AuthorId author = run.author();
        CommittedRun added = new CommittedRun(run, nextPosition, from);
        if (!book.knows(author) && !heads.containsKey(author)) {
            newAuthors++;
        }
        nextPosition += run.count();
        bytes += run.run().encoded().size();
        if (!run.run().hasPayloads()) {
            rememberBare();
        }
        records.add(new StoreRecord.NewRun(run, added.firstPosition()));
        runs.add(added);
        long cut = cut(author).orElse(Long.MAX_VALUE);
        if (run.run().lastSeq() > cut) {
            CountedHead atCut = head(added, cut);
            cutHeads.put(author, Optional.of(atCut));
            heads.put(author, Optional.of(atCut.head()));
        } else {
            heads.put(author, Optional.of(run.head()));
        }
        byAuthor.computeIfAbsent(author, key -> new ArrayList<>()).add(added);
    }

    /** Some runs lack payloads from now on, which whoever sends them has to know. */
    private void rememberBare() {
        boolean known = records.stream()
                .anyMatch(record -> record instanceof StoreRecord.NewState state
                        && state.key().equals(Storage.LACKS_PAYLOADS));
        if (!known && !book.state(Fencing.OWNER).containsKey(Storage.LACKS_PAYLOADS)) {
            add(new StoreRecord.NewState(Fencing.OWNER, Storage.LACKS_PAYLOADS, Optional.of(Bytes.utf8("stored"))));
        }
    }

    /** Takes a proof that lowers the author's cut. */
    void addFork(ForkProof proof, long now) throws IOException {
        AuthorId author = proof.author();
        if (cut(author).orElse(Long.MAX_VALUE) <= proof.cut()) {
            return;
        }
        records.add(new StoreRecord.NewFork(proof, now));
        forks.add(proof);
        bytes += proof.encoded().size();
        Optional<AuthorHead> head = head(author);
        cuts.put(author, proof.cut());
        if (head.map(AuthorHead::seq).orElse(0L) > proof.cut()) {
            Optional<CountedHead> atCut = headAt(author, proof.cut());
            cutHeads.put(author, atCut);
            heads.put(author, atCut.map(CountedHead::head));
        }
    }

    /** The run that holds the event {@code seq}, staged or stored. */
    Optional<CheckedRun> runWith(AuthorId author, long seq) throws IOException {
        Optional<CommittedRun> added = added(author, seq);
        return added.isPresent()
                ? added.map(CommittedRun::run)
                : stored(author, seq).map(Read::run);
    }

    private Optional<CountedHead> headAt(AuthorId author, long seq) throws IOException {
        Optional<CommittedRun> added = added(author, seq);
        return added.isPresent()
                ? added.map(run -> head(run, seq))
                : stored(author, seq).map(read -> head(read.run(), seq, read.position(seq)));
    }

    private static CountedHead head(CommittedRun in, long seq) {
        return head(in.run(), seq, in.firstPosition() + seq - in.run().run().firstSeq());
    }

    private static CountedHead head(CheckedRun run, long seq, long position) {
        int index = (int) (seq - run.run().firstSeq());
        return new CountedHead(run.head(index), position);
    }

    private Optional<CommittedRun> added(AuthorId author, long seq) {
        return byAuthor.getOrDefault(author, List.of()).stream()
                .filter(run -> holds(run.run(), author, seq))
                .findFirst();
    }

    private Optional<Read> stored(AuthorId author, long seq) throws IOException {
        Read last = lastRead;
        if (last == null || !holds(last.run(), author, seq)) {
            last = read(author, seq);
            lastRead = last == null ? lastRead : last;
        }
        return Optional.ofNullable(last);
    }

    private @Nullable Read read(AuthorId author, long seq) throws IOException {
        List<StoredRun> found = seq < 1 ? List.of() : parts.store().runs(author, seq - 1, seq, 0);
        return found.isEmpty()
                ? null
                : codec.decode(found.get(0).encoded())
                        .run()
                        .map(run -> book.deleted().without(run, codec))
                        .map(run -> new Read(found.get(0), codec.trust(parts.space(), run)))
                        .filter(read -> holds(read.run(), author, seq))
                        .orElse(null);
    }

    /** A run that was read back. */
    private record Read(StoredRun stored, CheckedRun run) {
        long position(long seq) {
            return stored.position((int) (seq - stored.firstSeq()));
        }
    }

    private static boolean holds(CheckedRun run, AuthorId author, long seq) {
        return run.author().equals(author)
                && run.run().firstSeq() <= seq
                && run.run().lastSeq() >= seq;
    }

    @Override
    public boolean admitted(AuthorId author) {
        return author.equals(parts.signer().author())
                || book.knows(author)
                || heads.containsKey(author)
                || parts.policy().admits(author, book.authors() + newAuthors);
    }

    /** True when a proof lowers a cut. Anybody can make a key that signs two histories: of strangers few are kept. */
    boolean takes(ForkProof proof) {
        AuthorId author = proof.author();
        boolean met = author.equals(parts.signer().author()) || head(author).isPresent() || book.knows(author);
        OptionalLong cut = cut(author);
        return cut.isPresent()
                ? cut.getAsLong() > proof.cut()
                : met || parts.policy().admits(author, book.frozenStrangers() + forks.size());
    }

    @Override
    public OptionalLong cut(AuthorId author) {
        Long lowered = cuts.get(author);
        return lowered == null ? book.cut(author) : OptionalLong.of(lowered);
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        Optional<AuthorHead> changed = heads.get(author);
        return changed == null ? book.head(author).map(CountedHead::head) : changed;
    }

    @Override
    public Optional<EventHash> hashAt(AuthorId author, long seq) {
        try {
            return runWith(author, seq)
                    .map(run -> run.hash((int) (seq - run.run().firstSeq())));
        } catch (IOException e) {
            readFailure = e;
            return Optional.empty();
        }
    }

    /** Fails when a question of the rules could not be answered for a failing disk. */
    void throwReadFailure() throws IOException {
        IOException failure = readFailure;
        readFailure = null;
        if (failure != null) {
            throw failure;
        }
    }

    /** After the force: writes everything into the book and says what it was. */
    Committed apply() {
        records.forEach(book::take);
        cutHeads.forEach(book::cutHead);
        List<CommittedRun> shown =
                runs.stream().map(this::shown).flatMap(Optional::stream).toList();
        shown.forEach(run -> parts.meter()
                .appended(
                        run.from().isEmpty(),
                        run.shown(),
                        run.run().run().encoded().size()));
        return new Committed(shown, forks, book.position());
    }

    /** What a cut, which may have come in this very commit, leaves of a run; empty when nothing. */
    private Optional<CommittedRun> shown(CommittedRun run) {
        long within =
                cut(run.run().author()).orElse(Long.MAX_VALUE) - run.run().run().firstSeq() + 1;
        int shown = (int) Math.min(within, run.run().count());
        return shown < 1
                ? Optional.empty()
                : Optional.of(new CommittedRun(run.run(), run.firstPosition(), run.from(), shown));
    }
}
