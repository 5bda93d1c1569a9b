/** Where a model comes from: folders, zips, their digests and their documents. */
@NullMarked
package dev.signalbox.server.folder;

import org.jspecify.annotations.NullMarked;
