/** What Prometheus sees: names, help texts, and where each figure comes from. */
@NullMarked
package dev.tributary.agent.metrics;

import org.jspecify.annotations.NullMarked;
