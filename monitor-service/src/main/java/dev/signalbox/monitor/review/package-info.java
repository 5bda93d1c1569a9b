/** What may become of a ticket, and which is to be decided on first. */
@Pure
@NullMarked
package dev.signalbox.monitor.review;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
