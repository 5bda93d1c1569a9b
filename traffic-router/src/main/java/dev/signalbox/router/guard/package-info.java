/** When a router takes a version out by itself: decided by what is passed in, time included. */
@Pure
@NullMarked
package dev.signalbox.router.guard;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
