/** What limits stable's own history suggests: by season, robustly, and never looser than the hard one. */
@Pure
@NullMarked
package dev.signalbox.monitor.limits;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
