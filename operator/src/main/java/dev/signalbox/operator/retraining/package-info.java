/** What is remembered and seen of retraining: the training that runs, what became of the last ones, what was adopted. */
@Pure
@NullMarked
package dev.signalbox.operator.retraining;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
