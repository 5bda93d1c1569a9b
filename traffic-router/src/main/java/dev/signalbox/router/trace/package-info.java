/** Spans of requests and of what they took, for OpenTelemetry; nothing at all where they are not switched on. */
@NullMarked
package dev.signalbox.router.trace;

import org.jspecify.annotations.NullMarked;
