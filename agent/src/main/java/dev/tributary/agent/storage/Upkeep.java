package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is done to a store when nobody waits: files of hashes, segments written anew, logs shortened, payloads
 * erased, damage looked for and mended. One thread uses it, but for what says that it is safe from any.
 */
final class Upkeep implements Closeable {
    private final Consolidator.Parts store;
    private final Damage damage;
    private final Optional<Retention> retention;
    private final Consolidator consolidator;
    private final Erasure erasure;
    private final Scrub scrub;

    /**
     * What is to be done.
     *
     * @param retention how much of whose log is kept
     * @param payloads which payloads go by themselves
     * @param clock what time it is
     */
    record Rules(Optional<Retention> retention, PayloadRules payloads, InstantSource clock) {
        /** Everything is kept. */
        static Rules none() {
            InstantSource clock = InstantSource.system();
            return new Rules(Optional.empty(), new PayloadRules(List.of(), clock), clock);
        }
    }

    Upkeep(
            Consolidator.Parts store,
            Map<Integer, SegmentTally> tallies,
            Damage damage,
            RepairShelf shelf,
            Rules rules) {
        this.store = store;
        this.damage = damage;
        this.retention = rules.retention();
        this.erasure = new Erasure(store, rules.payloads());
        this.consolidator = new Consolidator(store, tallies, new SegmentRepairs(store, damage, shelf), erasure);
        this.scrub = new Scrub(store, damage, rules.clock());
    }

    /** Goes on where an earlier run of the agent was; to be called before anything is read. */
    void resume() throws IOException {
        scrub.resume(Optional.ofNullable(store.book().state(Fencing.OWNER).get(Scrub.KEY)));
        survey();
    }

    /** Does a piece of it in front of the end that readers see; true when there is more to do now. */
    boolean step(LogEnd visible) throws IOException {
        int active = visible.segment();
        // On a full disk an index would be left in the middle of a change: it needs the same space as a commit.
        if (store.files().freeBytes() >= WriteHealth.OWN_BYTES) {
            store.index().settle();
        }
        store.hashes().writeSealed(active);
        survey();
        boolean erasing = erasure.step(visible);
        return consolidator.step(active) || shorten(visible) || look(visible) || erasing;
    }

    /** Reads everything again, and takes down what is damaged and missing. */
    void readAll(LogEnd visible, Verify.Progress progress) throws IOException {
        store.hashes().writeSealed(visible.segment());
        scrub.readAll(visible, progress);
        survey();
        leave(visible.segment());
    }

    /**
     * What was mended, and what is left to be asked of peers.
     *
     * @param segments how many were written anew
     * @param missing ranges of events, at most {@link Damage#HOLES}
     * @param missingEvents how many events in all
     */
    record Mended(int segments, List<Hole> missing, long missingEvents) {}

    /** Writes damaged segments anew that lack no event. */
    Mended mend(LogEnd visible) throws IOException {
        int mended = 0;
        while (consolidator.mend(visible.segment())) {
            mended++;
            survey();
        }
        return new Mended(mended, damage.holes(), damage.missing());
    }

    /** Reads a piece again, and takes down what is missing; what is wrong in the newest segment waits for the next. */
    private boolean look(LogEnd visible) throws IOException {
        boolean more = scrub.step(visible);
        leave(visible.segment());
        return survey() || more;
    }

    private void leave(int active) {
        if (leaves(active)) {
            store.log().leave(active);
        }
    }

    /** True when the newest segment is to be written anew, which it can be once there is a newer one. */
    private boolean leaves(int active) {
        return damage.isIn(active) || erasure.isDue(active) || consolidator.waitsForNext();
    }

    /** Looks what is missing, if that may have changed. */
    private boolean survey() {
        boolean due = damage.takeSurveyDue();
        if (due) {
            damage.holes(HoleSurvey.of(
                    store.book(), store.index(), damage, store.log().table()));
        }
        return due;
    }

    /** Looks for what may go since it was last looked for; true when there is something. */
    private boolean shorten(LogEnd visible) throws IOException {
        if (retention.isEmpty() || !retention.get().isDue(visible)) {
            return false;
        }
        RetentionFloors floors = store.reads()
                .reading(() -> retention.get().floors(store.log(), store.index(), store.book(), visible.segment()));
        consolidator.floors(floors);
        store.meter().waitsForPeers(retention.get().waiting());
        return !floors.segments().isEmpty();
    }

    /** As {@link LogStore#takeMark}. A mark that is wanted makes a commit, and so the next segment. */
    Optional<Bytes> takeMark(LogEnd visible) {
        return scrub.takeMark(leaves(visible.segment()));
    }

    /** What all of it has found and done. Safe from any thread. */
    ScrubCounters counters() {
        return new ScrubCounters(
                store.files().readErrors(),
                scrub.bytes(),
                scrub.passes(),
                damage.found(),
                damage.missing(),
                consolidator.repairedEvents());
    }

    /** What became of deleted payloads. Safe from any thread. */
    PayloadCounters payloads() {
        DeletedPayloads deleted = store.book().deleted();
        return new PayloadCounters(deleted.count(), deleted.bytes(), erasure.erased(), erasure.waiting());
    }

    /** True when index and files may differ: the index must not be used again. */
    boolean inDoubt() {
        return consolidator.inDoubt();
    }

    /** Leaves unfinished work; it begins again after the next start. */
    @Override
    public void close() throws IOException {
        consolidator.close();
    }
}
