package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the copies of live requests that a version got in one window: {@code sent} copies and how it dealt with
 * them, and the copies that were {@code dropped} instead, by reason.
 */
public record MirrorCounts(
        long sent,
        Map<FailureKind, Long> failures,
        long rejections,
        Map<MirrorDrop, Long> dropped,
        LatencyHistogram latency) {
    /** No copies at all. */
    public static final MirrorCounts NONE = new MirrorCounts(0, Map.of(), 0, Map.of(), LatencyHistogram.EMPTY);

    public MirrorCounts {
        Counts.check("router.mirror.sent", sent);
        failures = copy("router.mirror.failures", FailureKind.class, failures);
        Counts.check("router.mirror.rejections", rejections);
        dropped = copy("router.mirror.dropped", MirrorDrop.class, dropped);
        latency = latency == null ? LatencyHistogram.EMPTY : latency;
        long ended = rejections + sum(failures);
        if (ended > sent) {
            throw new IllegalArgumentException(
                    "router.mirror.sent must be at least failures + rejections = " + ended + ", got " + sent);
        }
        Require.present("router.mirror.latency", latency);
    }

    /** All copies that the version failed. */
    public long failed() {
        return sum(failures);
    }

    /** All copies that were dropped. */
    public long drops() {
        return sum(dropped);
    }

    private static <E extends Enum<E>> Map<E, Long> copy(String field, Class<E> type, @Nullable Map<E, Long> counts) {
        EnumMap<E, Long> copy = new EnumMap<>(type);
        copy.putAll(counts == null ? Map.of() : counts);
        copy.forEach((key, count) -> Counts.check(field + "." + key, count));
        return Collections.unmodifiableMap(copy);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
