/** Keeps what the training data of versions looked like. */
@NullMarked
package dev.signalbox.monitor.baseline;

import org.jspecify.annotations.NullMarked;
