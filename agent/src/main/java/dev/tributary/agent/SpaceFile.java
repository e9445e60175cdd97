package dev.tributary.agent;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import dev.tributary.config.AgentConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that says which space a data directory belongs to: two or three lines of text.
 *
 * <pre>
 * tributary space 1
 * id 64 hexadecimal digits
 * genesis the founding run in hexadecimal digits, only where the space was founded
 * </pre>
 *
 * A founder keeps its genesis run here and appends it when its store lacks it. So a power cut between this file and the
 * store cannot leave a space that nobody can prove.
 */
final class SpaceFile {
    static final String NAME = "space";

    private static final Pattern FORMAT =
            Pattern.compile("tributary space 1\nid ([0-9a-f]{64})\n(?:genesis ((?:[0-9a-f]{2})+)\n)?");

    private final Path file;

    SpaceFile(Path data) {
        this.file = data.resolve(NAME);
    }

    /**
     * A space as this directory knows it.
     *
     * @param id its id
     * @param genesis the encoded founding run; empty unless it was founded here
     */
    record Space(SpaceId id, Optional<Bytes> genesis) {}

    /** The space of this directory, when it has one; checks that it is the one that is configured. */
    Optional<Space> load(AgentConfig.Space wanted) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Space found = read();
        wanted.id().filter(id -> !id.equals(found.id().hex())).ifPresent(id -> {
            throw new AgentException(file.toAbsolutePath().getParent() + " belongs to the space " + found.id()
                    + ", not to " + id + ": use another data directory for another space");
        });
        return Optional.of(found);
    }

    /** As {@link #load}; joins or founds a space when there is none yet. */
    Space loadOrCreate(AgentConfig.Space wanted, EventSigner founder, Clock clock) {
        return load(wanted).orElseGet(() -> {
            Space space = wanted.id()
                    .map(id -> new Space(SpaceId.ofHex(id), Optional.empty()))
                    .orElseGet(() -> found(wanted.name(), founder, clock));
            write(space);
            return space;
        });
    }

    private static Space found(String name, EventSigner founder, Clock clock) {
        CheckedRun genesis = GenesisEvent.found(new RunCodec(LogLimits.STANDARD), founder, name, clock.millis());
        return new Space(genesis.space(), Optional.of(genesis.run().encoded()));
    }

    private Space read() {
        try {
            String text = Files.size(file) > 4096 ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
            Matcher format = FORMAT.matcher(text);
            if (!format.matches()) {
                throw new AgentException("the space file " + file
                        + " is damaged: put it back from a backup; its first line is \"tributary space 1\"");
            }
            return new Space(
                    SpaceId.ofHex(format.group(1)),
                    Optional.ofNullable(format.group(2)).map(Bytes::ofHex));
        } catch (IOException e) {
            throw new AgentException("cannot read the space file " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(Space space) {
        StringBuilder text =
                new StringBuilder("tributary space 1\nid ").append(space.id()).append('\n');
        space.genesis()
                .ifPresent(run -> text.append("genesis ").append(run.hex()).append('\n'));
        DurableText.write(file, text.toString());
    }
}
