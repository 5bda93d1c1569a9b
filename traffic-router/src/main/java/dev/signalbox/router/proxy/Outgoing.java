package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.PassedHeaders;
import dev.signalbox.router.table.Endpoint;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;

/** A request as the versions get it: everything as it came, but for the connection's own headers and the request id. */
final class Outgoing {
    private static final CharSequence MIRROR = HttpHeaders.createOptimized("Signalbox-Mirror");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");

    private final HttpServerRequest request;
    private final ModelPath path;
    private final String requestId;

    Outgoing(HttpServerRequest request, ModelPath path, String requestId) {
        this.request = request;
        this.path = path;
        this.requestId = requestId;
    }

    RequestOptions to(Endpoint endpoint) {
        return new RequestOptions()
                .setServer(endpoint.socket())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setMethod(request.method())
                .setURI(path.upstream())
                .setHeaders(headers());
    }

    /** The request as a copy of it goes to a version whose answers are thrown away. */
    RequestOptions copyTo(Endpoint endpoint) {
        RequestOptions options = to(endpoint);
        return options.putHeader(MIRROR, TRUE);
    }

    boolean infers() {
        return path.infers() && request.method().equals(HttpMethod.POST);
    }

    /** Whether sending the request twice does what sending it once does. */
    boolean repeatable() {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            case "POST" -> path.infers();
            default -> false;
        };
    }

    private MultiMap headers() {
        MultiMap headers = HttpHeaders.headers();
        PassedHeaders passed = PassedHeaders.of(request.getHeader(HttpHeaders.CONNECTION));
        HeaderCopy.copy(request.headers(), headers, passed);
        return headers.remove(MIRROR).set(Reply.REQUEST_ID, requestId);
    }
}
