package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Mirror;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;
    private HttpServer collector;
    private volatile int collectorStatus = 200;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final Map<String, String> parents = new ConcurrentHashMap<>();

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        candidate = bench.model("2");
        collector = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (collectorStatus == 200) {
                        keep(body.getBytes());
                    }
                    request.response().setStatusCode(collectorStatus).end();
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void keep(byte[] body) {
        try {
            ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(Weight weight) throws Exception {
        bench.set("signalbox.router.tracing.endpoint", "http://127.0.0.1:" + collector.actualPort() + "/v1/traces");
        bench.write(Bench.route(1, weight, List.of(stable), List.of(candidate))
                .withMirror(weight.equals(Weight.NONE) ? new Mirror(new ModelVersion("2"), Weight.ALL) : null));
        bench.start();
    }

    private Span one(String name) {
        List<Span> named =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(named).hasSize(1);
        return named.getFirst();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static String value(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(a -> a.getKey().equals(key))
                .map(KeyValue::getValue)
                .map(v -> v.hasStringValue()
                        ? v.getStringValue()
                        : v.hasBoolValue() ? "" + v.getBoolValue() : "" + v.getIntValue())
                .findFirst()
                .orElse("none");
    }

    @Test
    void aFailoverIsTwoAttemptsBelowTheRequestBelowItsCaller() throws Exception {
        AtomicReference<String> told = new AtomicReference<>();
        candidate.behaviour = (request, body) -> {
            parents.put("2", request.getHeader("traceparent"));
            request.response().setStatusCode(500).end();
        };
        stable.behaviour = (request, body) -> {
            parents.put("1", request.getHeader("traceparent"));
            told.set(request.getHeader("tracestate"));
            request.response().end("{}");
        };
        start(Weight.ALL);
        bench.post(
                Bench.INFER,
                "traceparent",
                "00-" + TRACE + "-" + CALLER + "-01",
                "tracestate",
                "own=1",
                "X-Request-Id",
                "r-1");
        await().until(() -> spans.size() == 3);
        Span request = one("POST");
        assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(value(request, "signalbox.request.id")).isEqualTo("r-1");
        assertThat(value(request, "signalbox.deployment")).isEqualTo("default/loans");
        assertThat(value(request, "signalbox.version")).isEqualTo("1");
        assertThat(value(request, "http.response.status_code")).isEqualTo("200");
        for (Span attempt :
                spans.stream().filter(s -> s.getName().equals("attempt")).toList()) {
            String version = value(attempt, "signalbox.version");
            boolean failed = version.equals("2");
            assertThat(hex(attempt.getTraceId())).isEqualTo(TRACE);
            assertThat(attempt.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(attempt.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(value(attempt, "signalbox.role")).isEqualTo(failed ? "candidate" : "stable");
            assertThat(value(attempt, "signalbox.outcome")).isEqualTo(failed ? "5xx" : "ok");
            assertThat(value(attempt, "signalbox.failover")).isEqualTo(failed ? "false" : "true");
            assertThat(attempt.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                    .isEqualTo(failed);
            assertThat("127.0.0.1:" + value(attempt, "server.port"))
                    .isEqualTo(failed ? candidate.address() : stable.address());
            assertThat(parents.get(version)).isEqualTo("00-" + TRACE + "-" + hex(attempt.getSpanId()) + "-01");
        }
        assertThat(told).hasValue("own=1");
    }

    @Test
    void aRequestThatIsPartOfNoTraceBeginsOneAndItsCopyIsPartOfIt() throws Exception {
        candidate.behaviour = (request, body) -> {
            parents.put("2", request.getHeader("traceparent"));
            request.response().end("{}");
        };
        start(Weight.NONE);
        bench.post(Bench.INFER);
        await().until(() -> spans.size() == 3);
        Span request = one("POST");
        Span copy = one("mirror");
        assertThat(request.getParentSpanId().isEmpty()).isTrue();
        assertThat(copy.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(copy.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(value(copy, "signalbox.mirror")).isEqualTo("true");
        assertThat(value(copy, "signalbox.version")).isEqualTo("2");
        assertThat(parents.get("2")).contains(hex(copy.getSpanId()));
    }

    @Test
    void whatTheCallerDoesNotSampleIsNotSentButPassedOn() throws Exception {
        stable.behaviour = (request, body) -> {
            parents.put("1", request.getHeader("traceparent"));
            request.response().end("{}");
        };
        start(Weight.NONE);
        bench.post(Bench.INFER, "traceparent", "00-" + TRACE + "-" + CALLER + "-00");
        assertThat(parents.get("1")).startsWith("00-" + TRACE).endsWith("-00");
        bench.post("/v2/models/none");
        await().until(() -> spans.size() == 1);
        assertThat(value(one("POST"), "http.response.status_code")).isEqualTo("404");
    }

    @Test
    void aCollectorThatTakesNothingCostsSpansAndNothingElse() throws Exception {
        collectorStatus = 400;
        bench.set("signalbox.router.tracing.queue", "10");
        start(Weight.ALL);
        for (int i = 0; i < 50; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }
        await().until(() -> bench.registry
                        .get("signalbox.router.spans.lost")
                        .functionCounter()
                        .count()
                == 100);
    }

    @Test
    void whereTheyAreOffATraceIsPassedOnAsItCame() throws Exception {
        stable.behaviour = (request, body) -> {
            parents.put("1", request.getHeader("traceparent"));
            request.response().end("{}");
        };
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
        bench.post(Bench.INFER, "traceparent", "00-" + TRACE + "-" + CALLER + "-01");
        assertThat(parents.get("1")).isEqualTo("00-" + TRACE + "-" + CALLER + "-01");
        assertThat(spans).isEmpty();
    }
}
