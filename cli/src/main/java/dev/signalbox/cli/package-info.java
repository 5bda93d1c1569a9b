/** The signalbox command. */
@NullMarked
package dev.signalbox.cli;

import org.jspecify.annotations.NullMarked;
