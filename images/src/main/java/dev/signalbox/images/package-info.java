/** Makes container images of the services as archives that registries, containerd and podman read. */
@NullMarked
package dev.signalbox.images;

import org.jspecify.annotations.NullMarked;
