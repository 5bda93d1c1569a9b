package dev.signalbox.monitor.trainable;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of every candidate, read from what the operator told, oldest first. Not thread safe. */
final class Candidacies {
    private static final String ROLLING_BACK = "RollingBack";

    private final Map<ModelVersion, Story> stories = new HashMap<>();
    private @Nullable ModelVersion stable;

    /** The candidacy of a version that did not lead to a promotion so far, and those before it that never did. */
    private static final class Story {
        private final List<Span> failed = new ArrayList<>();
        private final List<Instant> promoted = new ArrayList<>();
        private @Nullable Instant openSince;
        private Omission why = Omission.UNPROVEN;

        void candidate(Instant startedAt, boolean rollingBack) {
            Instant before = openSince;
            if (before != null && before.isBefore(startedAt)) {
                failed.add(new Span(before, startedAt, why));
                why = Omission.UNPROVEN;
            }
            openSince = startedAt;
            why = rollingBack ? Omission.ROLLED_BACK : why;
        }

        void stable(Instant at) {
            promoted.add(at);
            openSince = null;
            why = Omission.UNPROVEN;
        }

        Optional<Omission> at(Instant at) {
            Instant open = openSince;
            if (open != null && (promoted.isEmpty() || !at.isBefore(open))) {
                return Optional.of(why);
            }
            return failed.stream().filter(span -> span.holds(at)).map(Span::why).findFirst();
        }
    }

    void add(RolloutReport report) {
        RolloutReport.Candidate candidate = report.candidate();
        if (candidate != null) {
            story(candidate.version()).candidate(candidate.startedAt(), ROLLING_BACK.equals(report.phase()));
        }
        ModelVersion serving = report.stable();
        if (serving != null && !serving.equals(stable)) {
            story(serving).stable(report.at());
        }
        stable = serving;
    }

    private Story story(ModelVersion version) {
        return stories.computeIfAbsent(version, v -> new Story());
    }

    /** Why what a version answered at that time is not to be relied on; empty where nothing speaks against it. */
    Optional<Omission> at(ModelVersion version, Instant at) {
        Story story = stories.get(version);
        return story == null ? Optional.empty() : story.at(at);
    }

    /** When a version became stable, each time, oldest first. */
    List<Instant> promotions(ModelVersion version) {
        Story story = stories.get(version);
        return story == null ? List.of() : List.copyOf(story.promoted);
    }
}
