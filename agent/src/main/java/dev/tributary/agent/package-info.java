/** The composition root: builds the parts, starts them in order, stops them in reverse. */
@NullMarked
package dev.tributary.agent;

import org.jspecify.annotations.NullMarked;
