/** What lets Java programs start faster: archives of their classes, read, linked and checked ahead of time. */
@NullMarked
package dev.signalbox.cli.start;

import org.jspecify.annotations.NullMarked;
