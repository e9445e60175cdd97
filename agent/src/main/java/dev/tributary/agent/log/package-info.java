/**
 * What makes an event valid: codec, identity, signatures, rules and proofs. Pure: it sees no clock, thread, socket,
 * file or random source; the same input gives the same output on every machine.
 */
@NullMarked
package dev.tributary.agent.log;

import org.jspecify.annotations.NullMarked;
