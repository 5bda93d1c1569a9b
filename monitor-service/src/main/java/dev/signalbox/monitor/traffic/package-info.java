/** Shows what versions were asked, and how they answered, over time. */
@NullMarked
package dev.signalbox.monitor.traffic;

import org.jspecify.annotations.NullMarked;
