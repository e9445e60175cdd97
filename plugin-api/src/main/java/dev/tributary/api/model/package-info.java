/**
 * The words of the protocol as immutable values: authors, events, heads. Nothing here knows a clock, a file or a
 * thread.
 */
@NullMarked
package dev.tributary.api.model;

import org.jspecify.annotations.NullMarked;
