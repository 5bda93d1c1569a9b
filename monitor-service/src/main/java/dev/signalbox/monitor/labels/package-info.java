/** What labels, decisions and clicks say about answers, and what can be told without them. */
@Pure
@NullMarked
package dev.signalbox.monitor.labels;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
