/** How it travels: frames, TLS links between agents, dialling and accepting. Knows no rule of the log or of sync. */
@NullMarked
package dev.tributary.agent.network;

import org.jspecify.annotations.NullMarked;
