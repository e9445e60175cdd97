/**
 * Durable, in this order: the segment log is the truth, the index can be rebuilt from it, one writer numbers, signs,
 * appends and forces.
 */
@NullMarked
package dev.tributary.agent.storage;

import org.jspecify.annotations.NullMarked;
