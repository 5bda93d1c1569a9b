package dev.signalbox.cli.capacity;

import dev.signalbox.api.Require;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many replicas a wanted rate needs.
 *
 * <p>{@code sustained} is the highest measured rate that met the wanted latency with all the {@code measuredReplicas}; a replica is
 * planned to take {@code headroom} of its part of that, so that one may go, or a burst come, without anybody noticing.
 */
public record Estimate(Wanted wanted, int measuredReplicas, double headroom, double sustained) {
    /** What is wanted: requests a second, with 99 of 100 answered within so many milliseconds. */
    public record Wanted(double rate, double p99Millis) {
        public Wanted {
            Require.within("wanted rate", rate, 0.001, 1e9);
            Require.within("wanted p99 in milliseconds", p99Millis, 0.001, 600_000.0);
        }
    }

    public Estimate {
        Require.within("replicas", measuredReplicas, 1, 1_000);
        Require.within("headroom", headroom, 0.05, 1.0);
        Require.within("sustained", sustained, 0.001, 1e9);
    }

    /** The estimate from a curve; empty where no rate of it met the wanted latency. */
    public static Optional<Estimate> of(List<Measured> curve, Wanted wanted, int replicas, double headroom) {
        /* One that met it by luck, above one that did not, is not counted on. */
        double tooMuch = curve.stream()
                .filter(m -> !m.meets(wanted.p99Millis()))
                .mapToDouble(Measured::offered)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return curve.stream()
                .filter(m -> m.offered() < tooMuch)
                .max(Comparator.comparingDouble(Measured::offered))
                .map(m -> new Estimate(wanted, replicas, headroom, m.answered()));
    }

    /** What one replica is planned to take, in requests a second. */
    public double planned() {
        return sustained / measuredReplicas * headroom;
    }

    /** How many replicas are enough for the rate. */
    public int replicas() {
        return (int) Math.max(1, Math.ceil(wanted.rate() / planned()));
    }

    /** The estimate in words, and what it takes for granted. */
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d %s for %.0f requests/s with a p99 of %.0f ms or less",
                        replicas(),
                        counted(replicas()),
                        wanted.rate(),
                        wanted.p99Millis()),
                String.format(
                        Locale.ROOT,
                        "  measured: %.0f requests/s within that by %d %s",
                        sustained,
                        measuredReplicas,
                        counted(measuredReplicas)),
                String.format(
                        Locale.ROOT,
                        "  planned: %.0f requests/s a replica, %.0f %% of what it did",
                        planned(),
                        headroom * 100),
                "  taken for granted: replicas add up (each has its own CPU and memory), requests like those that were sent,",
                "  a load that is spread evenly, and routers that are not the limit (their own curve: the same with more replicas)");
    }

    private static String counted(int replicas) {
        return replicas == 1 ? "replica" : "replicas";
    }
}
