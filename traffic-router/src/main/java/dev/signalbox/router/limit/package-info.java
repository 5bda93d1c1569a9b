/** How many requests may be under way at the same time, found by how long they take. Time is passed in. */
@Pure
@NullMarked
package dev.signalbox.router.limit;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
