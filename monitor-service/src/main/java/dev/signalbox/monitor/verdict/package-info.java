/** Answers what the evidence says about a candidate. */
@NullMarked
package dev.signalbox.monitor.verdict;

import org.jspecify.annotations.NullMarked;
