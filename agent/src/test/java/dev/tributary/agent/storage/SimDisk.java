package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that remembers what was forced. At a crash it may keep, lose, cut or reorder the rest, as a seed
 * says. Writes, forces and reads can be made to fail, and its space can be bounded.
 */
final class SimDisk implements StoreFiles {
    private final TreeMap<String, SimInode> files = new TreeMap<>();
    private final TreeMap<String, SimInode> forcedNames = new TreeMap<>();
    private final List<SimCrash.NameChange> changes = new ArrayList<>();
    private Consumer<String> afterCall = call -> {};
    private int writesLeft = Integer.MAX_VALUE;
    private int forcesLeft = Integer.MAX_VALUE;
    private int readsLeft = Integer.MAX_VALUE;
    private long quota = Long.MAX_VALUE;
    private boolean hidesFree;

    /** Calls {@code listener} after every call that changes something, with the call's name. */
    synchronized void afterCall(Consumer<String> listener) {
        afterCall = listener;
    }

    /** Lets {@code count} more writes succeed. */
    synchronized void failWritesAfter(int count) {
        writesLeft = count;
    }

    /** Lets {@code count} more forces succeed. */
    synchronized void failForcesAfter(int count) {
        forcesLeft = count;
    }

    /** Lets {@code count} more reads succeed. */
    synchronized void failReadsAfter(int count) {
        readsLeft = count;
    }

    /** Refuses all reads of a file that touch bytes from {@code from} to {@code to}, until somebody replaces it. */
    synchronized void refuseReads(String name, long from, long to) {
        SimInode inode = files.get(name);
        inode.refusedFrom = from;
        inode.refusedTo = to;
    }

    /** Bounds the bytes of all files together; {@code hidden} when nobody is told beforehand. */
    synchronized void quota(long bytes, boolean hidden) {
        quota = bytes;
        hidesFree = hidden;
    }

    /** What all files take. */
    synchronized long used() {
        return files.values().stream().mapToLong(inode -> inode.data.length).sum();
    }

    /** What a crash in this moment leaves to chance. */
    synchronized SimCrash point() {
        return SimCrash.of(forcedNames, changes);
    }

    /** Loses all that was not forced. */
    synchronized void crash() {
        become(point().worst());
    }

    /** Keeps, loses, cuts or reorders what was not forced. */
    synchronized void crash(Random random) {
        become(point().some(random));
    }

    /** The disk as the next process finds it when only the one before has died in that moment. */
    static SimDisk alive(SimCrash point) {
        SimDisk disk = new SimDisk();
        point.revive(disk.forcedNames, disk.changes);
        disk.files.putAll(disk.forcedNames);
        for (SimCrash.NameChange change : disk.changes) {
            disk.files.remove(change.from());
            if (change.inode() != null) {
                disk.files.put(change.to(), change.inode());
            }
        }
        return disk;
    }

    private void become(Map<String, byte[]> left) {
        files.clear();
        forcedNames.clear();
        changes.clear();
        left.forEach(this::put);
    }

    /** A disk with these files, all forced. */
    static SimDisk with(Map<String, byte[]> content) {
        SimDisk disk = new SimDisk();
        content.forEach(disk::put);
        return disk;
    }

    /** The bytes of a file. */
    synchronized byte[] bytes(String name) {
        return files.get(name).data.clone();
    }

    /** All files. */
    synchronized Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach((name, inode) -> contents.put(name, inode.data));
        return contents;
    }

    /** Puts bytes in a file's place, durably, also for those who have it open. */
    synchronized void put(String name, byte[] bytes) {
        SimInode inode = files.computeIfAbsent(name, key -> new SimInode());
        inode.put(bytes);
        forcedNames.put(name, inode);
    }

    /** The same files, apart from these, and all forced. */
    synchronized SimDisk copy() {
        return with(contents());
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized StoreFile open(String name) throws IOException {
        SimInode inode = files.get(name);
        if (inode == null) {
            throw new NoSuchFileException(name);
        }
        return new SimFile(name, inode);
    }

    @Override
    public synchronized StoreFile create(String name) throws IOException {
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        if (used() >= quota) {
            throw new DiskFullException("No space left on device");
        }
        countWrite();
        SimInode inode = new SimInode();
        files.put(name, inode);
        changes.add(new SimCrash.NameChange("", name, inode));
        afterCall.accept("create");
        return open(name);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (files.containsKey(name)) {
            countWrite();
            files.remove(name);
            changes.add(new SimCrash.NameChange(name, "", null));
            afterCall.accept("delete");
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        SimInode inode = files.get(from);
        if (inode == null) {
            throw new NoSuchFileException(from);
        }
        countWrite();
        files.remove(from);
        files.put(to, inode);
        changes.add(new SimCrash.NameChange(from, to, inode));
        afterCall.accept("rename");
    }

    @Override
    public synchronized void forceDirectory() throws IOException {
        countForce();
        forcedNames.clear();
        forcedNames.putAll(files);
        changes.clear();
        afterCall.accept("forceDirectory");
    }

    @Override
    public synchronized long freeBytes() {
        return hidesFree || quota == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, quota - used());
    }

    private void countWrite() throws IOException {
        if (writesLeft-- <= 0) {
            writesLeft = 0;
            throw new IOException("Input/output error of a write");
        }
    }

    private void countForce() throws IOException {
        if (forcesLeft-- <= 0) {
            forcesLeft = 0;
            throw new IOException("Input/output error of a force");
        }
    }

    private void countRead() throws IOException {
        if (readsLeft-- <= 0) {
            readsLeft = 0;
            throw new IOException("Input/output error of a read");
        }
    }

    private final class SimFile implements StoreFile {
        private final String name;
        private final SimInode inode;

        SimFile(String name, SimInode inode) {
            this.name = name;
            this.inode = inode;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            synchronized (SimDisk.this) {
                return inode.data.length;
            }
        }

        @Override
        public void write(long at, ByteBuffer source) throws IOException {
            synchronized (SimDisk.this) {
                countWrite();
                long grows = Math.max(0, at + source.remaining() - inode.data.length);
                long over = Math.max(0, Math.min(grows, grows - (quota - used())));
                byte[] bytes = new byte[source.remaining() - (int) Math.min(over, source.remaining())];
                source.get(bytes);
                inode.write((int) at, bytes);
                afterCall.accept("write");
                if (over > 0) {
                    throw new DiskFullException("No space left on device");
                }
            }
        }

        @Override
        public int read(long at, ByteBuffer target) throws IOException {
            synchronized (SimDisk.this) {
                countRead();
                int size = (int) Math.max(0, Math.min(target.remaining(), inode.data.length - at));
                if (at < inode.refusedTo && at + size > inode.refusedFrom) {
                    throw new IOException("Input/output error of a bad page");
                }
                target.put(inode.data, size == 0 ? 0 : (int) at, size);
                return size;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimDisk.this) {
                countForce();
                inode.force();
                afterCall.accept("force");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimDisk.this) {
                countWrite();
                inode.truncate((int) size);
                afterCall.accept("truncate");
            }
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }

    /** The content of one file, whatever its names. */
    static final class SimInode {
        private byte[] data = new byte[0];
        private byte[] forced = new byte[0];
        private long refusedFrom;
        private long refusedTo;
        private final List<SimCrash.Change> pending = new ArrayList<>();

        SimInode() {}

        SimInode(SimCrash.Content content) {
            forced = content.forced();
            data = forced.clone();
            for (SimCrash.Change change : content.pending()) {
                data = change.applyTo(data, 0, change.size());
                pending.add(change);
            }
        }

        void put(byte[] bytes) {
            data = bytes;
            forced = bytes;
            pending.clear();
        }

        /** Arrays that others may hold are never changed, only replaced. */
        void write(int at, byte[] bytes) {
            SimCrash.Change change = new SimCrash.Change(at, bytes);
            data = change.applyTo(data.clone(), 0, bytes.length);
            pending.add(change);
        }

        void truncate(int size) {
            if (size < data.length) {
                data = Arrays.copyOf(data, size);
                pending.add(new SimCrash.Change(size, null));
            }
        }

        void force() {
            forced = data;
            pending.clear();
        }

        SimCrash.Content content() {
            return new SimCrash.Content(forced, pending);
        }
    }
}
