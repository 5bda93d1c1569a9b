/** The rollout machine: a state and an observation in, the next state and effects as data out. */
@Pure
@NullMarked
package dev.signalbox.operator.machine;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
