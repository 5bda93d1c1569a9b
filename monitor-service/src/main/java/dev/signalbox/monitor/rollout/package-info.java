/** Keeps what the operator tells about rollouts: where each is, and how it came there. */
@NullMarked
package dev.signalbox.monitor.rollout;

import org.jspecify.annotations.NullMarked;
