package dev.signalbox.router.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** A version's answer: its head, and its body as far as it was held back. With {@code whole}, that is all of it. */
record Answer(HttpClientResponse head, Buffer body, boolean whole) {
    int status() {
        return head.statusCode();
    }
}
