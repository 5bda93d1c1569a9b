package dev.signalbox.router.proxy;

import dev.signalbox.api.Require;
import dev.signalbox.router.config.RouterConfig;

/** The limits that every request is held to. */
record Bounds(
        int inFlight,
        int header,
        long body,
        long buffer,
        long bufferTotal,
        int retries,
        int candidateTime,
        long feedbackMillis,
        long answerMillis,
        Copies copies) {
    /** The limits of the copies of one event loop; their bytes are counted over all of them. */
    record Copies(int inFlight, int queue, long body, long total) {
        Copies {
            Require.within("signalbox.router.mirror.in-flight", inFlight, 1, 100_000);
            Require.within("signalbox.router.mirror.queue", queue, 0, 100_000);
            Require.within("signalbox.router.mirror.body", body, 0, Integer.MAX_VALUE / 2);
            Require.within("signalbox.router.mirror.total", total, 0, Long.MAX_VALUE / 2);
        }
    }

    Bounds {
        Require.within("signalbox.router.limits.in-flight", inFlight, 1, 1_000_000);
        Require.within("signalbox.router.limits.header", header, 1_024, 1_048_576);
        Require.within("signalbox.router.limits.body", body, 0, Long.MAX_VALUE);
        Require.within("signalbox.router.limits.buffer", buffer, 0, Integer.MAX_VALUE / 2);
        Require.within("signalbox.router.limits.buffer-total", bufferTotal, 0, Long.MAX_VALUE / 2);
        Require.within("signalbox.router.upstream.retries", retries, 0, 20);
        Require.within("signalbox.router.upstream.candidate-time", candidateTime, 1, 99);
        Require.within("signalbox.router.feedback-timeout in milliseconds", feedbackMillis, 1, 600_000);
        Require.within("signalbox.router.limits.answer-timeout in milliseconds", answerMillis, 1, 86_400_000);
    }

    static Bounds of(RouterConfig config) {
        return new Bounds(
                config.limits().inFlight(),
                Math.toIntExact(config.limits().header().asLongValue()),
                config.limits().body().asLongValue(),
                config.limits().buffer().asLongValue(),
                config.limits().bufferTotal().asLongValue(),
                config.upstream().retries(),
                config.upstream().candidateTime(),
                config.feedbackTimeout().toMillis(),
                config.limits().answerTimeout().toMillis(),
                new Copies(
                        config.mirror().inFlight(),
                        config.mirror().queue(),
                        config.mirror().body().asLongValue(),
                        config.mirror().total().asLongValue()));
    }
}
