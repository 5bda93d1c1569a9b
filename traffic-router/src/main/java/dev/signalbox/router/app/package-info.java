/** The parts of a router put together, its start and its end. */
@NullMarked
package dev.signalbox.router.app;

import org.jspecify.annotations.NullMarked;
