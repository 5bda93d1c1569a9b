/** Rollouts of the past: where they are in what the operator told, and what another policy would have made of them. */
@Pure
@NullMarked
package dev.signalbox.cli.replay;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
