/** Answers what the page shows beyond rollouts and traffic: drift, distributions, what feedback says. */
@NullMarked
package dev.signalbox.monitor.page;

import org.jspecify.annotations.NullMarked;
