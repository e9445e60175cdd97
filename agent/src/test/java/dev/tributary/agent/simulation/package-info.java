/**
 * A whole fleet in one thread from one seed: real logs, real rules, real sync machines; time, links, disks and lies are
 * made up. The same seed gives the same run.
 */
@NullMarked
package dev.tributary.agent.simulation;

import org.jspecify.annotations.NullMarked;
