/** HTTP/1.1 as this router is willing to read it: nothing that two parsers could take for two different messages. */
@NullMarked
package dev.signalbox.router.wire;

import org.jspecify.annotations.NullMarked;
