/**
 * The public vocabulary of Tributary: the model, the plugin interface, the embedding interface, and plain status
 * records.
 */
module dev.tributary.api {
    requires static org.jspecify;

    exports dev.tributary.api.model;
    exports dev.tributary.api.plugin;
    exports dev.tributary.api.host;
    exports dev.tributary.api.status;

    uses dev.tributary.api.host.AgentProvider;
}
