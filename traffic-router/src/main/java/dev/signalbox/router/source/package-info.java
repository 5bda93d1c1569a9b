/** Where routes come from: a file, or ModelRoute resources. */
@NullMarked
package dev.signalbox.router.source;

import org.jspecify.annotations.NullMarked;
