/** The project's own benchmarks: the whole agent, as it is shipped, over real sockets and disks. */
@NullMarked
package dev.tributary.agent.bench;

import org.jspecify.annotations.NullMarked;
