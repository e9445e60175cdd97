package dev.tributary.agent.cli;

import dev.tributary.agent.SystemWords;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream, read ahead by a thread of their own. Whoever takes gets all that is there by then: one line when
 * they trickle, a full batch when they rush. Read-ahead is bounded: the reading thread waits when {@link #MOST_BYTES}
 * or {@link #MOST_LINES} are waiting.
 */
final class StdinLines {
    static final int MOST_LINES = 1024;
    static final int MOST_BYTES = 1 << 20;

    private final int longest;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long read;
    private boolean ended;
    private @Nullable String failure;

    private StdinLines(int longest) {
        this.longest = longest;
    }

    /** Begins to read; a line of more than {@code longest} bytes ends it with a failure. */
    static StdinLines of(InputStream in, int longest) {
        StdinLines lines = new StdinLines(longest);
        Thread reader = new Thread(() -> lines.read(in), "tributary-stdin");
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    /**
     * At least one line and at most {@code mostLines} with {@code mostBytes} together; empty at the end. Waits for the
     * first. Lines before a failure still come, then the failure.
     */
    synchronized List<byte[]> take(int mostLines, int mostBytes) throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        List<byte[]> taken = new ArrayList<>();
        int bytes = 0;
        byte[] next = waiting.peek();
        while (next != null && taken.size() < mostLines && (taken.isEmpty() || bytes + next.length <= mostBytes)) {
            taken.add(next);
            bytes += next.length;
            waiting.remove();
            next = waiting.peek();
        }
        waitingBytes -= bytes;
        notifyAll();
        if (taken.isEmpty() && failure != null) {
            throw CommandFailure.failed(failure);
        }
        return taken;
    }

    private void read(InputStream in) {
        try {
            byte[] buffer = new byte[65_536];
            byte[] line = new byte[256];
            int length = 0;
            int count = in.read(buffer);
            while (count >= 0) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        put(Arrays.copyOf(line, length));
                        length = 0;
                    } else if (length == longest) {
                        end("line " + (read + 1) + " has more than " + longest
                                + " bytes, the most that a payload can have; no line from there on was published.");
                        return;
                    } else {
                        line = length < line.length ? line : Arrays.copyOf(line, Math.min(longest, 2 * length));
                        line[length++] = buffer[i];
                    }
                }
                count = in.read(buffer);
            }
            if (length > 0) {
                put(Arrays.copyOf(line, length));
            }
            end(null);
        } catch (IOException e) {
            end("cannot read standard input (" + SystemWords.why(e) + ").");
        } catch (InterruptedException e) {
            end("interrupted while reading standard input.");
        }
    }

    private synchronized void put(byte[] line) throws InterruptedException {
        while (waiting.size() >= MOST_LINES || (!waiting.isEmpty() && waitingBytes + line.length > MOST_BYTES)) {
            wait();
        }
        waiting.add(line);
        waitingBytes += line.length;
        read++;
        notifyAll();
    }

    private synchronized void end(@Nullable String why) {
        failure = why;
        ended = true;
        notifyAll();
    }
}
