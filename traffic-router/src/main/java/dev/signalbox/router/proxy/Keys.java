package dev.signalbox.router.proxy;

import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.Sticky;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads from a request what its route decides by. */
final class Keys {
    private Keys() {}

    static @Nullable String override(HttpServerRequest request, Route route) {
        String header = route.overrideHeader();
        String version = header == null ? null : request.getHeader(header);
        return version == null || version.isBlank() ? null : version.strip();
    }

    static @Nullable String sticky(HttpServerRequest request, Route route) {
        Sticky sticky = route.stickyBy();
        if (sticky == null) {
            return null;
        }
        if (sticky.header() != null) {
            return request.getHeader(sticky.header());
        }
        Cookie cookie = sticky.cookie() == null ? null : request.getCookie(sticky.cookie());
        return cookie == null ? null : cookie.getValue();
    }
}
