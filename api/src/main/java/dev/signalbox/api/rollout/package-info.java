/** What the operator tells about rollouts. */
@Pure
@NullMarked
package dev.signalbox.api.rollout;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
