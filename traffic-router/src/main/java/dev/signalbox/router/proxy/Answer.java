package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * A version's answer: its head, and its body as far as it was held back. With {@code whole}, that is all of it, and the outcome is
 * what became of it; else the outcome is what it says so far.
 */
record Answer(HttpClientResponse head, Buffer body, boolean whole, Outcome outcome) {
    int status() {
        return head.statusCode();
    }
}
