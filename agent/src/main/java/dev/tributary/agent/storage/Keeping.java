package dev.tributary.agent.storage;

import java.util.List;

/**
 * What is kept of all logs.
 *
 * @param retention how much of whose log; all of every log where no rule fits
 * @param payloads which payloads are deleted when they are old
 * @param holders what peers hold, for rules that wait for it
 * @since 0.1
 */
public record Keeping(List<RetentionRule> retention, List<PayloadRule> payloads, Holders holders) {
    /** All of every log. */
    public static final Keeping ALL = new Keeping(List.of(), List.of(), Holders.NONE);

    public Keeping {
        retention = List.copyOf(retention);
        payloads = List.copyOf(payloads);
    }
}
