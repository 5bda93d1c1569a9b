package dev.signalbox.router.trace;

import dev.signalbox.api.Require;
import dev.signalbox.router.count.Occupancy;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends spans in batches from a thread of its own. What the kit drops it drops in silence, so spans are counted in and out here,
 * and one that is too many never gets in. Thread safe.
 */
final class BoundedSpans implements SpanProcessor {
    private static final int BATCH = 512;
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Occupancy waiting;
    private final LongAdder lost;
    private final SpanProcessor batches;

    private BoundedSpans(Occupancy waiting, LongAdder lost, SpanProcessor batches) {
        this.waiting = waiting;
        this.lost = lost;
        this.batches = batches;
    }

    static BoundedSpans to(SpanExporter exporter, int queue) {
        Require.within("signalbox.router.tracing.queue", queue, 1, 1_000_000);
        Occupancy waiting = new Occupancy(queue);
        LongAdder lost = new LongAdder();
        SpanProcessor batches = BatchSpanProcessor.builder(new Counted(exporter, waiting, lost))
                .setMaxQueueSize(queue)
                .setMaxExportBatchSize(Math.min(BATCH, queue))
                .setScheduleDelay(EVERY)
                .setExporterTimeout(PATIENCE)
                .build();
        return new BoundedSpans(waiting, lost, batches);
    }

    long lost() {
        return lost.sum();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.enter(1)) {
            batches.onEnd(span);
        } else {
            lost.increment();
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    private record Counted(SpanExporter exporter, Occupancy waiting, LongAdder lost) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> {
                waiting.leave(count);
                if (!result.isSuccess()) {
                    lost.add(count);
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
