/** Which version a request goes to: pure functions of the route, of what the request asks, and of a ticket. */
@Pure
@NullMarked
package dev.signalbox.router.decide;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
