package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.GrpcCall;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.PassedHeaders;
import dev.signalbox.router.table.ActiveBackend;
import dev.signalbox.router.table.Endpoint;
import dev.signalbox.router.trace.AttemptSpan;
import dev.signalbox.router.trace.RequestSpan;
import dev.signalbox.router.trace.RequestSpan.Why;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request as the versions get it: everything as it came, but for the connection's own headers and the request id. */
final class Outgoing {
    private static final CharSequence MIRROR = HttpHeaders.createOptimized("Signalbox-Mirror");
    private static final CharSequence UNIT = HttpHeaders.createOptimized("Signalbox-Unit");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");

    private final HttpServerRequest request;
    private final ModelPath path;
    private final Reply reply;
    private final Dialect dialect;
    private @Nullable String unit;

    Outgoing(HttpServerRequest request, ModelPath path, Reply reply, Dialect dialect) {
        this.request = request;
        this.path = path;
        this.reply = reply;
        this.dialect = dialect;
    }

    /** By what the versions tell the user apart who asks; null where none is known. */
    void unit(@Nullable String known) {
        unit = known;
    }

    /** Begins the span of one sending. */
    AttemptSpan span(Leg leg, Endpoint endpoint) {
        return reply.span().on()
                ? reply.span().attempt(target(leg.backend(), endpoint, leg.replacement() ? Why.FAILOVER : Why.FIRST))
                : AttemptSpan.OFF;
    }

    /** Begins the span of a copy. */
    AttemptSpan copySpan(ActiveBackend shadow, Endpoint endpoint) {
        return reply.span().on() ? reply.span().attempt(target(shadow, endpoint, Why.MIRROR)) : AttemptSpan.OFF;
    }

    private static RequestSpan.Target target(ActiveBackend backend, Endpoint endpoint, Why why) {
        return new RequestSpan.Target(
                backend.state().deployment().toString(),
                backend.backend().version().id(),
                backend.backend().role().name().toLowerCase(Locale.ROOT),
                endpoint.host(),
                endpoint.port(),
                why);
    }

    Dialect dialect() {
        return dialect;
    }

    /** Where the request goes. Its headers are written once it has a connection: any earlier, and they are copied once more. */
    RequestOptions to(Endpoint endpoint) {
        return new RequestOptions()
                .setServer(endpoint.socket())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setMethod(request.method())
                .setURI(path.upstream());
    }

    /** Writes the headers of a request to a version. */
    void write(HttpClientRequest to, AttemptSpan sending) {
        fill(to.headers());
        sending.inject((name, value) -> to.headers().set(name, value));
        address(to);
    }

    /** Writes the headers of a copy for a version whose answers are thrown away. */
    void writeCopy(HttpClientRequest to, AttemptSpan sending) {
        write(to, sending);
        to.headers().set(MIRROR, TRUE);
    }

    boolean infers() {
        return path.infers() && request.method().equals(HttpMethod.POST);
    }

    /** Whether sending the request twice does what sending it once does. */
    boolean repeatable() {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            case "POST" -> path.infers() || GrpcCall.question(path.upstream());
            default -> false;
        };
    }

    private void fill(MultiMap headers) {
        PassedHeaders passed = PassedHeaders.of(request.getHeader(HttpHeaders.CONNECTION));
        HeaderCopy.copy(request.headers(), headers, passed);
        if (request.version() == HttpVersion.HTTP_2) {
            fromStream(headers);
        }
        headers.remove(MIRROR).remove(UNIT).set(Reply.REQUEST_ID, reply.requestId());
        if (unit != null) {
            headers.set(UNIT, unit);
        }
    }

    /* RFC 9113, 8.2.3 and 8.3.1: HTTP/2 may divide the cookies, and says apart for whom a request is. gRPC servers insist on TE. */
    private void fromStream(MultiMap headers) {
        List<String> cookies = headers.getAll(HttpHeaders.COOKIE);
        if (cookies.size() > 1) {
            headers.set(HttpHeaders.COOKIE, String.join("; ", cookies));
        }
        HostAndPort authority = request.authority();
        if (authority != null) {
            headers.set(HttpHeaders.HOST, authority.toString());
        }
        if (dialect instanceof Dialect.Grpc) {
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }

    /* Over HTTP/2, for whom a request is is no header. */
    private static void address(HttpClientRequest request) {
        String host = request.headers().get(HttpHeaders.HOST);
        if (request.version() == HttpVersion.HTTP_2 && host != null) {
            request.headers().remove(HttpHeaders.HOST);
            HostAndPort authority = HostAndPort.parseAuthority(host, -1);
            if (authority != null) {
                request.authority(authority);
            }
        }
    }
}
