/** How host software starts an agent inside its own JVM. */
@NullMarked
package dev.tributary.api.host;

import org.jspecify.annotations.NullMarked;
