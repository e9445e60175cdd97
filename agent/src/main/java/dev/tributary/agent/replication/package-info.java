/** Drives the pure sync machine: feeds it link events, commits and time, and carries out what it decides. */
@NullMarked
package dev.tributary.agent.replication;

import org.jspecify.annotations.NullMarked;
