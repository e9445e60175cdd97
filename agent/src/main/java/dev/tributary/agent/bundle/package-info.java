/**
 * Logs as a file: bundles for air gaps, backups, and how both are taken in again.
 * {@link dev.tributary.agent.bundle.BundleRecord} draws the format.
 */
@NullMarked
package dev.tributary.agent.bundle;

import org.jspecify.annotations.NullMarked;
