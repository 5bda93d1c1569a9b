package dev.signalbox.server.batching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What becomes of the requests that wait: those that the model answers together now, those whose deadline passed, those whose
 * client is gone; the others go on waiting. {@code lookAgain}: in how many nanoseconds at the latest, if nothing new comes, a
 * plan would be another.
 */
public record BatchPlan<T extends Waiting>(List<T> run, List<T> expired, List<T> abandoned, OptionalLong lookAgain) {
    public BatchPlan {
        run = List.copyOf(run);
        expired = List.copyOf(expired);
        abandoned = List.copyOf(abandoned);
    }

    /**
     * Plans for requests in the order in which they came. Requests of one shape keep their order; a shape whose first request
     * has waited long enough, or that fills a batch, is due, and the due shape whose first request is oldest runs. A request
     * is never split: one with more rows than a batch may have runs alone.
     */
    public static <T extends Waiting> BatchPlan<T> of(BatchRules rules, Collection<T> waiting, long now) {
        List<T> expired = new ArrayList<>();
        List<T> abandoned = new ArrayList<>();
        Map<RowShape, Group<T>> groups = new LinkedHashMap<>();
        long nearest = Long.MAX_VALUE;
        for (T request : waiting) {
            if (request.abandoned()) {
                abandoned.add(request);
            } else if (request.deadline() - now <= 0) {
                expired.add(request);
            } else {
                nearest = Math.min(nearest, request.deadline() - now);
                groups.computeIfAbsent(request.shape(), shape -> new Group<>()).offer(request, rules.maxSize());
            }
        }
        long delay = rules.maxDelay().toNanos();
        for (Group<T> group : groups.values()) {
            long left = group.first().arrived() + delay - now;
            if (group.full || left <= 0) {
                return new BatchPlan<>(group.together, expired, abandoned, OptionalLong.empty());
            }
            nearest = Math.min(nearest, left);
        }
        return new BatchPlan<>(
                List.of(), expired, abandoned, groups.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nearest));
    }

    /** The first requests of one shape that fit into a batch. */
    private static final class Group<T extends Waiting> {
        private final List<T> together = new ArrayList<>();
        private long rows;
        private boolean full;

        void offer(T request, int maxSize) {
            if (full) {
                return;
            }
            /* The first that does not fit ends the batch: a smaller one behind it does not overtake. */
            full = !together.isEmpty() && rows + request.rows() > maxSize;
            if (!full) {
                together.add(request);
                rows += request.rows();
                full = rows >= maxSize;
            }
        }

        T first() {
            return together.getFirst();
        }
    }
}
