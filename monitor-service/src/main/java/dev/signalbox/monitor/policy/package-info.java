/** Keeps how the candidates of a deployment are to be judged. */
@NullMarked
package dev.signalbox.monitor.policy;

import org.jspecify.annotations.NullMarked;
