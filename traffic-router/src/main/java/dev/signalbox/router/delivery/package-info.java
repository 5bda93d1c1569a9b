/** How what waits in a spool gets to the monitor. */
@NullMarked
package dev.signalbox.router.delivery;

import org.jspecify.annotations.NullMarked;
