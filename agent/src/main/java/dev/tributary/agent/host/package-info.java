/**
 * Loads plugins, each behind a class loader of its own, and calls each on a thread of its own, within a deadline and
 * behind a breaker: what one plugin does never reaches the agent or another plugin.
 */
@NullMarked
package dev.tributary.agent.host;

import org.jspecify.annotations.NullMarked;
