/** How profiles are stored and added up: shapes once, and numbers that meet by addition. */
@Pure
@NullMarked
package dev.signalbox.monitor.profile;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
