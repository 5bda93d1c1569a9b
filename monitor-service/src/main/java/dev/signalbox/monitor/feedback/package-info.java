/** Keeps what is learned about an answer after it was given. */
@NullMarked
package dev.signalbox.monitor.feedback;

import org.jspecify.annotations.NullMarked;
