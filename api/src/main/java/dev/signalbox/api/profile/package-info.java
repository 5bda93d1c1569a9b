/** What values looked like: counters over bins that are frozen with the training data's baseline, and how they are counted. */
@Pure
@NullMarked
package dev.signalbox.api.profile;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
