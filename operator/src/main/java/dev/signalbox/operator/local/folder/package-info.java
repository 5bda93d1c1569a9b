/** The files of a mesh folder: where they are, how they are read and how they are written. */
@NullMarked
package dev.signalbox.operator.local.folder;

import org.jspecify.annotations.NullMarked;
