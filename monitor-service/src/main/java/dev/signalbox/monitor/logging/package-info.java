/** What keeps logs bounded. */
@NullMarked
package dev.signalbox.monitor.logging;

import org.jspecify.annotations.NullMarked;
