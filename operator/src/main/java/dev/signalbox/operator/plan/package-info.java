/** What a spec asks for, validated and typed, with the defaults filled in. */
@Pure
@NullMarked
package dev.signalbox.operator.plan;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
