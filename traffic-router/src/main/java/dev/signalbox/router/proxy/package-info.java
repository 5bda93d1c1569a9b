/** The data plane: from a request to its answer. */
@NullMarked
package dev.signalbox.router.proxy;

import org.jspecify.annotations.NullMarked;
