/** What waits until the monitor has it: in memory, or on disk where a folder is configured. Does I/O, so it is not pure. */
@NullMarked
package dev.signalbox.api.telemetry.spool;

import org.jspecify.annotations.NullMarked;
