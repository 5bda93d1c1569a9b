/** Model servers as processes of this machine: started, probed, restarted, adopted and stopped. */
@NullMarked
package dev.signalbox.operator.local.process;

import org.jspecify.annotations.NullMarked;
