package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.RequestId;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Finds a request's id, or makes one. */
final class RequestIds {
    private static final int DIGITS_OF_A_LONG = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private RequestIds() {}

    static String of(HttpServerRequest request, RandomGenerator chance) {
        String given = request.getHeader(Reply.REQUEST_ID);
        return RequestId.acceptable(given) ? given : random(chance);
    }

    static String random(RandomGenerator chance) {
        byte[] id = new byte[2 * DIGITS_OF_A_LONG];
        digits(chance.nextLong(), id, 0);
        digits(chance.nextLong(), id, DIGITS_OF_A_LONG);
        return new String(id, StandardCharsets.ISO_8859_1);
    }

    private static void digits(long number, byte[] to, int from) {
        long left = number;
        for (int at = from + DIGITS_OF_A_LONG - 1; at >= from; at--) {
            to[at] = HEX[(int) (left & 0xf)];
            left >>>= 4;
        }
    }
}
