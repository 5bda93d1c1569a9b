/** Which requests are kept as a whole, and what is kept of them. */
@Pure
@NullMarked
package dev.signalbox.api.sample;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
