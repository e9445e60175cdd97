package dev.tributary.agent.sync;

/**
 * Logs that are fetched in parts from several peers at once, and what of them came before its turn.
 *
 * @param logs how many there are, at most {@link SyncLimits#longLogs}
 * @param events events that wait to be joined, at most {@link SyncLimits#earlyEvents} and a part for each log
 * @param bytes their size as plain runs, at most {@link SyncLimits#earlyBytes} for each log
 */
public record Early(int logs, int events, long bytes) {}
