package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.RequestId;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Finds a request's id, or makes one. */
final class RequestIds {
    private RequestIds() {}

    static String of(HttpServerRequest request, RandomGenerator chance) {
        String given = request.getHeader(Reply.REQUEST_ID);
        return RequestId.acceptable(given) ? given : random(chance);
    }

    static String random(RandomGenerator chance) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(chance.nextLong()) + hex.toHexDigits(chance.nextLong());
    }
}
