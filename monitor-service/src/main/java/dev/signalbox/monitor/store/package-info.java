/** The way to the database. */
@NullMarked
package dev.signalbox.monitor.store;

import org.jspecify.annotations.NullMarked;
