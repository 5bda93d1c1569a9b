/** What a signature can be told by a sample of data, and by what a model says when it is tried. */
@Pure
@NullMarked
package dev.signalbox.cli.scaffold;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
