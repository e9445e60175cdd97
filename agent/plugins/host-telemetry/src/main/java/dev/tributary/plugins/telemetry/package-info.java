/** A plugin that publishes readings of the machine it runs on. */
@NullMarked
package dev.tributary.plugins.telemetry;

import org.jspecify.annotations.NullMarked;
