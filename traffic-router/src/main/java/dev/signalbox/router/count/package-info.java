/** What each version did with the requests that it was given, counted without locks. */
@NullMarked
package dev.signalbox.router.count;

import org.jspecify.annotations.NullMarked;
