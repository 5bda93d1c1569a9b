/** What a model takes and gives: names, datatypes, shapes, kinds. */
@Pure
@NullMarked
package dev.signalbox.server.signature;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
