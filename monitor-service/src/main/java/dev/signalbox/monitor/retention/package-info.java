/** Deletes what is too old to matter. */
@NullMarked
package dev.signalbox.monitor.retention;

import org.jspecify.annotations.NullMarked;
