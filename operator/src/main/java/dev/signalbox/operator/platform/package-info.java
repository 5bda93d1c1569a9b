/** The port to where versions run, and the reconcile that both platforms share. */
@NullMarked
package dev.signalbox.operator.platform;

import org.jspecify.annotations.NullMarked;
