/** Answers how well versions do, by the feedback on recorded requests. */
@NullMarked
package dev.signalbox.monitor.quality;

import org.jspecify.annotations.NullMarked;
