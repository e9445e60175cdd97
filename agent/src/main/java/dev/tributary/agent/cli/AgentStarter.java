package dev.tributary.agent.cli;

import dev.tributary.agent.identity.Passphrase;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.config.AgentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings agents to life in this process; throws an AgentException with a sentence when that is not possible. */
public interface AgentStarter {
    /** A running agent; returns when it is ready. */
    Agent start(AgentConfig config);

    /** Makes the data directory with identity and space, or finds them there, and runs nothing. */
    Prepared prepare(AgentConfig config);

    /**
     * The bundles of a data directory that no agent runs on. To be closed.
     *
     * @param toRead nothing is taken in, so a directory that cannot be written will do
     */
    Offline offline(AgentConfig config, boolean toRead);

    /** A store that is open for its bundles only: nothing is published, dialled or listened to. */
    interface Offline extends AutoCloseable {
        /** Its bundles. */
        Bundles bundles();

        /** Whose logs it holds. */
        Set<AuthorId> authors();

        /** One sentence when its directory cannot be written and is only read; otherwise empty. */
        Optional<String> onlyRead();

        @Override
        void close();
    }

    /** Gives an agent that is not running a new key, whose log begins by naming the old one. */
    Succeeded succeed(AgentConfig config, Change change);

    /**
     * A change of the key.
     *
     * @param planned refuses when the old key is lost or its log incomplete
     * @param again also when the key that is there is the outcome of a change, and no agent has used it yet
     */
    record Change(boolean planned, boolean again) {}

    /**
     * Writes the identity file of an agent that is not running anew, at once.
     *
     * @param next what it is encrypted with from now on; {@link Passphrase#NONE} for in plain
     */
    Rewritten rewriteIdentity(AgentConfig config, Passphrase next);

    /**
     * An identity file.
     *
     * @param author whose identity it keeps
     * @param plainCopies files beside it that keep earlier identities in plain
     */
    record Rewritten(AuthorId author, List<Path> plainCopies) {
        public Rewritten {
            plainCopies = List.copyOf(plainCopies);
        }
    }

    /** Who an agent is from now on, and who it was. */
    record Succeeded(AuthorId author, AuthorId predecessor) {}

    /**
     * A data directory that an agent can start on.
     *
     * @param author its author
     * @param space its space
     */
    record Prepared(AuthorId author, SpaceId space) {}
}
