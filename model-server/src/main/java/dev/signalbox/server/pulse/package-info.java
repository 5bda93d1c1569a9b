/** Whether a model still answers, by what its inferences did lately. */
@Pure
@NullMarked
package dev.signalbox.server.pulse;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
