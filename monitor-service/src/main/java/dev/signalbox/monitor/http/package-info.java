/** How refusals and failures are answered. */
@NullMarked
package dev.signalbox.monitor.http;

import org.jspecify.annotations.NullMarked;
