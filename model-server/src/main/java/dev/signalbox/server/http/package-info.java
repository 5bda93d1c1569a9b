/** The HTTP side: routes, bodies, health. */
@NullMarked
package dev.signalbox.server.http;

import org.jspecify.annotations.NullMarked;
