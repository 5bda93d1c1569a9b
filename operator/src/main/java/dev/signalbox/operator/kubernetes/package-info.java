/** The platform on Kubernetes: Deployments, Services, ModelRoutes. */
@NullMarked
package dev.signalbox.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
