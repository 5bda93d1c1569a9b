/** How candidates are to be judged, and what the monitor found. */
@Pure
@NullMarked
package dev.signalbox.api.verdict;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
