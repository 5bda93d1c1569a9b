/** Requests that people are to decide on, kept by the router while the monitor is away. */
@NullMarked
package dev.signalbox.router.tickets;

import org.jspecify.annotations.NullMarked;
