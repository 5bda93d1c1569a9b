/** HTTP as this router is willing to read it: nothing that two parsers could take for two different messages, and nothing without end. */
@NullMarked
package dev.signalbox.router.wire;

import org.jspecify.annotations.NullMarked;
