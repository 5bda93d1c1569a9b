/** The model itself, run by DJL on PyTorch. */
@NullMarked
package dev.signalbox.server.engine;

import org.jspecify.annotations.NullMarked;
