/** What the services need to ask one another over HTTP. */
@NullMarked
package dev.signalbox.api.http;

import org.jspecify.annotations.NullMarked;
