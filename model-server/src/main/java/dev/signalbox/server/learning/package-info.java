/** Decides what a model learns from which rows, and when it has learned enough. */
@Pure
@NullMarked
package dev.signalbox.server.learning;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
