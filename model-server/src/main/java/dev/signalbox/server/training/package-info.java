/** Trains a new version of a model on what the monitor exports: a program of its own, beside the server. */
@NullMarked
package dev.signalbox.server.training;

import org.jspecify.annotations.NullMarked;
