/** Who may do what: bearer tokens and their roles, where any are configured. */
@NullMarked
package dev.signalbox.monitor.access;

import org.jspecify.annotations.NullMarked;
