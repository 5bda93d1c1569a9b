/** The values of requests and answers, in primitive arrays, and how they are packed for a model. */
@Pure
@NullMarked
package dev.signalbox.server.tensor;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
