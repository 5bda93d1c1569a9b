package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.PassedHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Map;

/** Copies the headers that go on to the next hop. */
final class HeaderCopy {
    private HeaderCopy() {}

    /* Headers of HTTP/1.1 are kept as they were read; through the usual view each would become two strings first. */
    static void copy(MultiMap from, MultiMap to, PassedHeaders passed) {
        if (from instanceof HttpHeaders read) {
            Iterator<Map.Entry<CharSequence, CharSequence>> entries = read.iteratorCharSequence();
            while (entries.hasNext()) {
                Map.Entry<CharSequence, CharSequence> entry = entries.next();
                if (passed.pass(entry.getKey())) {
                    to.add(entry.getKey(), entry.getValue());
                }
            }
        } else {
            from.forEach((name, value) -> {
                if (passed.pass(name)) {
                    to.add(name, value);
                }
            });
        }
    }
}
