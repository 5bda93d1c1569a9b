/** The baseline of a model: the profile of the data that it was trained on. */
@NullMarked
package dev.signalbox.cli.profile;

import org.jspecify.annotations.NullMarked;
