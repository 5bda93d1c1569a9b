/** Sends decisions to the applications that want them sent. */
@NullMarked
package dev.signalbox.monitor.callbacks;

import org.jspecify.annotations.NullMarked;
