/** The fast alarms of an operator that has nobody to ask: what routers and model servers count, judged as the monitor judges it. */
@Pure
@NullMarked
package dev.signalbox.operator.judging;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
