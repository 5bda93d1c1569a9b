/** From a model folder to a warm model, and from a request to its answer. */
@NullMarked
package dev.signalbox.server.serving;

import org.jspecify.annotations.NullMarked;
