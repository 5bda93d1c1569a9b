/** Keeps the latest verdicts, tells what became different from one to the next, and streams it. */
@NullMarked
package dev.signalbox.monitor.changes;

import org.jspecify.annotations.NullMarked;
