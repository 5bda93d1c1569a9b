/** How much a deployment can take: the way up to saturation, and what follows from it. */
@Pure
@NullMarked
package dev.signalbox.cli.capacity;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
