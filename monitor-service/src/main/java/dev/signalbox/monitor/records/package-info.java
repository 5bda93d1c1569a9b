/** Sampled requests with their answers: taken in once, within a budget, and read back in pairs and with feedback. */
@NullMarked
package dev.signalbox.monitor.records;

import org.jspecify.annotations.NullMarked;
