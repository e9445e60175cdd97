package dev.tributary.agent;

import dev.tributary.agent.host.PluginOptions;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.identity.Passphrase;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.network.LinkTerms;
import dev.tributary.agent.network.Metering;
import dev.tributary.agent.network.NetworkOptions;
import dev.tributary.agent.storage.AuthorPolicy;
import dev.tributary.agent.storage.Fencing;
import dev.tributary.agent.storage.Holders;
import dev.tributary.agent.storage.Keeping;
import dev.tributary.agent.storage.PayloadRule;
import dev.tributary.agent.storage.RetentionRule;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.storage.StorageOptions;
import dev.tributary.agent.storage.Whose;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.Secret;
import dev.tributary.web.WebOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Translates the configuration into what each part takes: no part knows the configuration. */
final class Settings {
    private Settings() {}

    /** {@code holders}: what peers hold, for rules that wait for it. */
    static StorageOptions storage(AgentConfig config, Foundation base, Clock clock, Holders holders) {
        return new StorageOptions(
                base.identity().signer(),
                config.space().id().map(SpaceId::ofHex),
                config.space().name(),
                authors(config.authors()),
                config.storage().segmentBytes(),
                config.storage().queueEvents(),
                config.sync().compression(),
                LogLimits.STANDARD,
                clock,
                keeping(config.storage(), base.identity().author(), holders));
    }

    private static Keeping keeping(AgentConfig.Storage storage, AuthorId own, Holders holders) {
        return new Keeping(
                storage.retention().stream().map(rule -> retention(rule, own)).toList(),
                storage.payloads().stream().map(rule -> payloads(rule, own)).toList(),
                holders);
    }

    private static PayloadRule payloads(AgentConfig.Payloads rule, AuthorId own) {
        Whose whose = rule.who().map(who -> whose(who, own)).orElse(Whose.ALL);
        return new PayloadRule(whose, rule.type(), rule.events(), rule.bytes(), rule.age());
    }

    private static RetentionRule retention(AgentConfig.Retention rule, AuthorId own) {
        return new RetentionRule(
                whose(rule.who(), own), rule.events(), rule.bytes(), rule.age(), rule.replicated(), rule.refuse());
    }

    private static Whose whose(String who, AuthorId own) {
        return switch (who) {
            case "others" -> Whose.allBut(own);
            case "own" -> Whose.only(own);
            default -> Whose.only(AuthorId.ofHex(who));
        };
    }

    /** The identity file and what opens it. */
    static IdentityFile identity(AgentConfig config) {
        AgentConfig.Identity identity = config.identity();
        return new IdentityFile(
                config.data(),
                Passphrase.of(identity.passphraseFile(), identity.passphrase().map(Secret::text)));
    }

    /** Where the fence is; not among what a copy of the data directory takes along. */
    static Fencing fencing(AgentConfig config, Foundation base) {
        Path fence = fence(config);
        refuseAnotherPlace(fence, FenceFile.beside(config.data()));
        return new Fencing(
                new FenceFile(fence),
                base.oldKey(),
                Restored.is(config.data()),
                !config.peers().isEmpty());
    }

    /** Without its fence an agent takes its log for one that was set back; it may just not have been moved along. */
    private static void refuseAnotherPlace(Path fence, Path usual) {
        if (!Files.exists(fence) && Files.exists(usual)) {
            throw new AgentException("there is no fence file " + fence + " (identity.fence), but " + usual
                    + " is there: move it to its new place, or away when it belongs to another data directory");
        }
    }

    static Path fence(AgentConfig config) {
        Path data = config.data().toAbsolutePath().normalize();
        Path fence = config.identity().fence().orElseGet(() -> FenceFile.beside(data));
        if (fence.toAbsolutePath().normalize().startsWith(data)) {
            throw new AgentException("the fence file " + fence + " lies in the data directory: a copy of the directory "
                    + "would take it along; set identity.fence to another place");
        }
        return fence;
    }

    private static AuthorPolicy authors(AgentConfig.Authors authors) {
        return new AuthorPolicy(
                authors.max(),
                authors.admit() == AgentConfig.Admit.LISTED,
                authors.listed().stream().map(AuthorId::ofHex).collect(Collectors.toSet()));
    }

    static NetworkOptions network(AgentConfig config, Foundation base, SpaceId space, Storage storage, Clock clock) {
        List<NetworkOptions.Peer> peers = PeerDirectory.known(config, storage).entrySet().stream()
                .map(peer -> new NetworkOptions.Peer(peer.getKey(), peer.getValue()))
                .toList();
        return new NetworkOptions(
                base.identity(), space, config.sync().listen(), peers, metering(config, storage, clock));
    }

    private static Metering metering(AgentConfig config, Storage storage, Clock clock) {
        Map<AuthorId, LinkTerms> terms = new TreeMap<>();
        for (AgentConfig.Link link : config.sync().links()) {
            List<LinkTerms.Window> windows = link.windows().stream()
                    .map(window -> new LinkTerms.Window(window.from(), window.to()))
                    .toList();
            terms.put(
                    AuthorId.ofHex(link.peer()),
                    new LinkTerms(
                            link.rate(), link.budget(), windows, config.sync().zone()));
        }
        LinkBudgets budgets = new LinkBudgets(storage);
        return new Metering(terms, budgets.used(), clock, budgets);
    }

    /** Without a directory and without a distribution, plugins lie in the data directory. */
    static PluginOptions plugins(AgentConfig config, Optional<Path> home) {
        return new PluginOptions(
                config.plugins()
                        .directory()
                        .orElseGet(() -> home.orElse(config.data()).resolve("plugins")),
                Set.copyOf(config.plugins().disabled()),
                config.plugins().settings());
    }

    static WebOptions web(AgentConfig.Web web, String token) {
        return new WebOptions(
                SocketAddresses.host(web.listen()),
                SocketAddresses.port(web.listen()),
                web.certificate(),
                web.key(),
                web.allowedHosts(),
                token);
    }

    /** What peers are told in the greeting. */
    static String product() {
        return "tributary/" + AgentVersion.text();
    }
}
