/** Open Inference Protocol v2 in JSON: requests into tensors, tensors into answers. */
@NullMarked
package dev.signalbox.server.codec;

import org.jspecify.annotations.NullMarked;
