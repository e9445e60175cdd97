/** Plain records that describe a running agent, for dashboards and command lines. */
@NullMarked
package dev.tributary.api.status;

import org.jspecify.annotations.NullMarked;
