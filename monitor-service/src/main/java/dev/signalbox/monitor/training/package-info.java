/** Where retraining gets what it learns from. */
@NullMarked
package dev.signalbox.monitor.training;

import org.jspecify.annotations.NullMarked;
