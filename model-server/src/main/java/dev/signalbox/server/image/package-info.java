/** Pictures: from the bytes of a JPEG or PNG to the pixels that a model takes. */
@NullMarked
package dev.signalbox.server.image;

import org.jspecify.annotations.NullMarked;
