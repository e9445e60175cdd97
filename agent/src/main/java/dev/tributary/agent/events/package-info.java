/**
 * Events as plugins, hosts and the web see them: publishing into the own log, reading what is durable, hearing of what
 * becomes durable. Stands on the storage face and knows nothing of links.
 */
@NullMarked
package dev.tributary.agent.events;

import org.jspecify.annotations.NullMarked;
