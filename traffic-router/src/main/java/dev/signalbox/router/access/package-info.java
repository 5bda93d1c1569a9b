/** The access log: one line of JSON for each request, written beside the requests and never in their way. */
@NullMarked
package dev.signalbox.router.access;

import org.jspecify.annotations.NullMarked;
