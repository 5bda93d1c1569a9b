/** What Prometheus sees of a router. */
@NullMarked
package dev.signalbox.router.metrics;

import org.jspecify.annotations.NullMarked;
