/** What a plugin is and what it may do. */
@NullMarked
package dev.tributary.api.plugin;

import org.jspecify.annotations.NullMarked;
