/** ModelDeployments as people write and read them. */
@NullMarked
package dev.signalbox.cli.resource;

import org.jspecify.annotations.NullMarked;
