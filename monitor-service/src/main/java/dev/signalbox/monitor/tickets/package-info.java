/** Keeps the requests that people decide on, and what they decide. */
@NullMarked
package dev.signalbox.monitor.tickets;

import org.jspecify.annotations.NullMarked;
