/** What operator, Kubernetes and Prometheus see of a router. */
@NullMarked
package dev.signalbox.router.admin;

import org.jspecify.annotations.NullMarked;
