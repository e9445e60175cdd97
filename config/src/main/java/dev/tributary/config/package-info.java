/** Typed configuration and its reader, which reports all problems at once. */
@NullMarked
package dev.tributary.config;

import org.jspecify.annotations.NullMarked;
