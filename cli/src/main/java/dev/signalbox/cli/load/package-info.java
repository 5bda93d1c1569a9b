/** Constant-rate load of real applicants, and what came of it. */
@NullMarked
package dev.signalbox.cli.load;

import org.jspecify.annotations.NullMarked;
