/** Learns limits from what is stored of stable, hour by hour, and keeps every one that was in force. */
@NullMarked
package dev.signalbox.monitor.learning;

import org.jspecify.annotations.NullMarked;
