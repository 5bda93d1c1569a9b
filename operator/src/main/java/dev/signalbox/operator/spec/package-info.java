/** What users write and read: the spec and the status of a ModelDeployment, as raw text. */
@Pure
@NullMarked
package dev.signalbox.operator.spec;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
