/** The local mesh: its folder, its processes, and what starts and ends them. */
@NullMarked
package dev.signalbox.cli.mesh;

import org.jspecify.annotations.NullMarked;
