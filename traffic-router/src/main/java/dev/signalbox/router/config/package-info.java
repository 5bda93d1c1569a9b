/** What can be set, with its defaults. */
@NullMarked
package dev.signalbox.router.config;

import org.jspecify.annotations.NullMarked;
