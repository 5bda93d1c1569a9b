/** The custom resources. */
@NullMarked
package dev.signalbox.operator.resource;

import org.jspecify.annotations.NullMarked;
