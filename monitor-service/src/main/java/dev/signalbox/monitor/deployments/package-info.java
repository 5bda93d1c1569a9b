/** Shows which deployments and versions anything is known of. */
@NullMarked
package dev.signalbox.monitor.deployments;

import org.jspecify.annotations.NullMarked;
