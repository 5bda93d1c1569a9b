/** What Prometheus sees of the monitor. */
@NullMarked
package dev.signalbox.monitor.metrics;

import org.jspecify.annotations.NullMarked;
