/** The HTTP API, the event stream and the dashboard. */
@NullMarked
package dev.tributary.web;

import org.jspecify.annotations.NullMarked;
