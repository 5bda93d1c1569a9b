/** The platform without a cluster: deployments are files in a folder, versions are processes of this machine. */
@NullMarked
package dev.signalbox.operator.local;

import org.jspecify.annotations.NullMarked;
