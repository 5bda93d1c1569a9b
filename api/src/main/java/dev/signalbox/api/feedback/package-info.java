/** What applications and people say about an answer after they got it. */
@Pure
@NullMarked
package dev.signalbox.api.feedback;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
