/** The gRPC side, on the port of the HTTP side: calls, statuses, health. */
@NullMarked
package dev.signalbox.server.grpc;

import org.jspecify.annotations.NullMarked;
