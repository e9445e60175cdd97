package dev.tributary.agent.storage;

/**
 * Events of a run that were stored next to each other.
 *
 * @param position the store's position of the first
 * @param count how many
 */
record Span(long position, int count) {}
