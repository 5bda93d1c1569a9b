/** What requests and answers look like: from tensors to the counters of a window. */
@Pure
@NullMarked
package dev.signalbox.server.profile;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
