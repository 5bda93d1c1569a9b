/** What the operator tells the routers, and what they report back. */
@Pure
@NullMarked
package dev.signalbox.api.route;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
