/** The bytes of requests and answers: collected within bounds, inflated, deflated. */
@NullMarked
package dev.signalbox.server.body;

import org.jspecify.annotations.NullMarked;
