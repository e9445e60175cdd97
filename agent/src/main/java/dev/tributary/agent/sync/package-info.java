/**
 * Who lacks what: the three phases, as a machine that takes inputs and returns effects. Pure: it sees no clock, thread,
 * socket, file or random source; time comes in as an argument.
 */
@NullMarked
package dev.tributary.agent.sync;

import org.jspecify.annotations.NullMarked;
