/** Where log lines go. Nothing here runs by itself: whoever owns the process decides. */
@NullMarked
package dev.tributary.agent.logging;

import org.jspecify.annotations.NullMarked;
