/** What routers and model servers count, and how it travels to the monitor. */
@Pure
@NullMarked
package dev.signalbox.api.telemetry;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
