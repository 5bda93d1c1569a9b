/** The words that every contract is made of: deployments, versions, weights. */
@Pure
@NullMarked
package dev.signalbox.api;

import org.jspecify.annotations.NullMarked;
