package dev.signalbox.router.trace;

import dev.signalbox.router.config.RouterConfig;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes spans and sends them to a collector, or does neither. Thread safe. */
public final class Tracing implements AutoCloseable {
    /** No spans. */
    public static final Tracing OFF = new Tracing(null, null);

    private static final TextMapPropagator HEADERS = W3CTraceContextPropagator.getInstance();
    private static final long LAST_SENDING_SECONDS = 2;

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable BoundedSpans spans;
    private final @Nullable Tracer tracer;

    private Tracing(@Nullable SdkTracerProvider provider, @Nullable BoundedSpans spans) {
        this.provider = provider;
        this.spans = spans;
        this.tracer = provider == null ? null : provider.get("dev.signalbox.router");
    }

    /** Spans as they are configured; none where no collector is named. */
    public static Tracing of(RouterConfig.Spans config, String instance) {
        String endpoint = config.endpoint().map(String::strip).orElse("");
        if (endpoint.isEmpty()) {
            return OFF;
        }
        if (!(config.ratio() >= 0 && config.ratio() <= 1)) {
            throw new IllegalArgumentException(
                    "signalbox.router.tracing.ratio must be between 0 and 1, got " + config.ratio());
        }
        BoundedSpans spans = BoundedSpans.to(
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build(), config.queue());
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio())))
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", "signalbox-traffic-router")
                        .put("service.instance.id", instance)
                        .build())
                .addSpanProcessor(spans)
                .build();
        return new Tracing(provider, spans);
    }

    /** Begins the span of a request: below the one that it says it comes from, or the first of a trace. */
    public RequestSpan begin(HttpServerRequest request, String requestId) {
        if (tracer == null) {
            return RequestSpan.OFF;
        }
        Context before = HEADERS.extract(Context.root(), request.headers(), Reading.INSTANCE);
        Span span = tracer.spanBuilder(request.method().name())
                .setParent(before)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", request.method().name())
                .setAttribute("url.path", request.path() == null ? "" : request.path())
                .setAttribute("signalbox.request.id", requestId)
                .startSpan();
        return new Request(tracer, span, before.with(span));
    }

    /** How many spans were lost: too many waited, or the collector did not take them. */
    public long lost() {
        return spans == null ? 0 : spans.lost();
    }

    /** Sends what waits, for a bounded time. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(LAST_SENDING_SECONDS, TimeUnit.SECONDS);
        }
    }

    private record Request(Tracer tracer, Span span, Context context) implements RequestSpan {
        @Override
        public boolean on() {
            return true;
        }

        @Override
        public AttemptSpan attempt(Target target) {
            Span attempt = tracer.spanBuilder(target.why() == Why.MIRROR ? "mirror" : "attempt")
                    .setParent(context)
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("server.address", target.host())
                    .setAttribute("server.port", (long) target.port())
                    .setAttribute("signalbox.deployment", target.deployment())
                    .setAttribute("signalbox.version", target.version())
                    .setAttribute("signalbox.role", target.role())
                    .setAttribute("signalbox.failover", target.why() == Why.FAILOVER)
                    .setAttribute("signalbox.mirror", target.why() == Why.MIRROR)
                    .startSpan();
            return new Attempt(attempt, context.with(attempt));
        }

        @Override
        public void end(Ended answer) {
            span.setAttribute("http.response.status_code", (long) answer.status());
            if (answer.deployment() != null) {
                span.setAttribute("signalbox.deployment", answer.deployment());
            }
            if (answer.version() != null) {
                span.setAttribute("signalbox.version", answer.version());
            }
            if (answer.status() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    private record Attempt(Span span, Context context) implements AttemptSpan {
        @Override
        public void inject(BiConsumer<String, String> headers) {
            HEADERS.inject(context, headers, (carrier, name, value) -> {
                if (carrier != null) {
                    carrier.accept(name, value);
                }
            });
        }

        @Override
        public void end(String outcome, boolean failed) {
            if (span.isRecording()) {
                span.setAttribute("signalbox.outcome", outcome);
                if (failed) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
            }
        }
    }

    private enum Reading implements TextMapGetter<MultiMap> {
        INSTANCE;

        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
