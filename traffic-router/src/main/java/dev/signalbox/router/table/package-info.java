/** The routes in force: one immutable table behind one reference, and what outlives a change of it. */
@NullMarked
package dev.signalbox.router.table;

import org.jspecify.annotations.NullMarked;
