/** The control plane: carries out ModelDeployments on a platform. */
@NullMarked
package dev.signalbox.operator;

import org.jspecify.annotations.NullMarked;
