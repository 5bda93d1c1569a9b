/** Asks Prometheus what alarms over a query are about. */
@NullMarked
package dev.signalbox.monitor.prometheus;

import org.jspecify.annotations.NullMarked;
