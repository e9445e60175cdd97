package dev.tributary.agent.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is read with a bar. */
final class ProgressInput extends FilterInputStream {
    private final ByteProgress progress;
    private final long total;
    private long done;

    private ProgressInput(InputStream in, ByteProgress progress, long total) {
        super(in);
        this.progress = progress;
        this.total = total;
    }

    static ProgressInput of(Path file, String what) throws IOException {
        long total = Files.size(file);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 256 * 1024);
        return new ProgressInput(in, ByteProgress.onTerminal(what), total);
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        moved(read < 0 ? -1 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int at, int most) throws IOException {
        int read = super.read(target, at, most);
        moved(read);
        return read;
    }

    private void moved(int bytes) {
        done += Math.max(0, bytes);
        progress.at(done, total);
    }

    @Override
    public void close() throws IOException {
        progress.close();
        super.close();
    }
}
