package dev.signalbox.monitor.decay;

import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.monitor.decay.DecaySignal.Reason;
import dev.signalbox.monitor.decay.Seen.Answers;
import dev.signalbox.monitor.decay.Seen.Feature;
import dev.signalbox.monitor.drift.Discoveries;
import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.drift.Trend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Holds what is known of a stable version against limits. */
public final class Decay {
    /* Drift fires on effect and evidence, as alarms over it do; the evidence is that of one in a hundred. */
    private static final double LOG_EVIDENCE_NEEDED = Math.log(100);

    /* Labels come late: the latest days count until they have so many, but none older than a week. */
    private static final long LABELS = 100;
    private static final int MOST_DAYS = 7;

    /* A day with less than this is noise and no point of a line. */
    private static final long LEAST_OF_A_DAY = 20;
    private static final double SECONDS_OF_A_DAY = 86_400;

    private final Seen seen;
    private final DecayLimits limits;
    private final List<Reason> reasons = new ArrayList<>();
    private final Map<String, String> unknown = new LinkedHashMap<>();

    private Decay(Seen seen, DecayLimits limits) {
        this.seen = seen;
        this.limits = limits;
    }

    /** What was found, kind by kind, and why nothing was of others. */
    public record Findings(List<Reason> reasons, Map<String, String> unknown) {}

    /** What is found. */
    public static Findings judge(Seen seen, DecayLimits limits) {
        Decay decay = new Decay(seen, limits);
        decay.drift();
        decay.accuracy();
        decay.estimatedAccuracy();
        decay.age();
        return new Findings(List.copyOf(decay.reasons), Map.copyOf(decay.unknown));
    }

    private void drift() {
        List<Feature> features = seen.features();
        if (features == null) {
            unknown(DecayKind.DRIFT, "the baseline of the version is not known");
            return;
        }
        double[] logs = Discoveries.adjustedLogs(features.stream()
                .mapToDouble(feature -> feature.lately().logEvidence())
                .toArray());
        Feature foremost = null;
        boolean fired = false;
        for (int i = 0; i < logs.length; i++) {
            Feature one = features.get(i);
            boolean beyond = one.lately().effect() > limits.maxDrift() && logs[i] >= LOG_EVIDENCE_NEEDED;
            if (foremost == null
                    || (beyond && !fired)
                    || (beyond == fired
                            && one.lately().effect() > foremost.lately().effect())) {
                foremost = one;
                fired = beyond;
            }
        }
        if (foremost == null) {
            unknown(DecayKind.DRIFT, "no feature of the baseline was seen in the last day");
            return;
        }
        Drift lately = foremost.lately();
        reasons.add(reason(
                DecayKind.DRIFT,
                new Finding(lately.effect(), lately.rows(), null, lately.name()),
                new Against(limits.maxDrift(), fired),
                foremost.byDay()));
    }

    private void accuracy() {
        long of = 0;
        long right = 0;
        int looked = 0;
        for (Answers day : seen.days().reversed()) {
            if (of >= LABELS || looked++ >= MOST_DAYS) {
                break;
            }
            of += day.labelled();
            right += day.right();
        }
        if (of == 0) {
            unknown(DecayKind.ACCURACY, "no recorded answer of the last " + MOST_DAYS + " days has a label");
            return;
        }
        Interval interval = ConfidenceSequence.ofRate(right, of);
        Double least = limits.minAccuracy();
        boolean fired = least != null && interval.high() < least;
        List<Trend.Point> points =
                points(day -> day.labelled() >= LEAST_OF_A_DAY, day -> (double) day.right() / day.labelled());
        Finding found = new Finding((double) right / of, of, interval, null);
        reasons.add(reason(DecayKind.ACCURACY, found, new Against(least, fired), points));
    }

    private void estimatedAccuracy() {
        Optional<Answers> last = seen.days().isEmpty()
                ? Optional.empty()
                : Optional.of(seen.days().getLast()).filter(day -> day.estimated() > 0);
        if (last.isEmpty()) {
            unknown(DecayKind.ESTIMATED_ACCURACY, "no recorded answer of the last day has a probability");
            return;
        }
        Answers day = last.get();
        Double least = limits.minAccuracy();
        boolean fired = least != null && day.estimated() >= LABELS && day.estimatedAccuracy() < least;
        Finding found = new Finding(day.estimatedAccuracy(), day.estimated(), null, null);
        List<Trend.Point> points = points(one -> one.estimated() >= LEAST_OF_A_DAY, Answers::estimatedAccuracy);
        reasons.add(reason(DecayKind.ESTIMATED_ACCURACY, found, new Against(least, fired), points));
    }

    private void age() {
        if (seen.stableSince() == null) {
            unknown(DecayKind.AGE, "nobody told since when the version is stable");
            return;
        }
        Duration age = Duration.between(seen.stableSince(), seen.now());
        Duration most = limits.maxAge();
        double days = Math.max(0, age.toSeconds() / SECONDS_OF_A_DAY);
        reasons.add(new Reason(
                DecayKind.AGE,
                most != null && age.compareTo(most) > 0,
                false,
                days,
                most == null ? null : most.toSeconds() / SECONDS_OF_A_DAY,
                1,
                null,
                1.0,
                null,
                most == null ? null : seen.stableSince().plus(most),
                null,
                null,
                null));
    }

    private List<Trend.Point> points(Predicate<Answers> counts, ToDoubleFunction<Answers> value) {
        return seen.days().stream()
                .filter(counts)
                .map(day -> new Trend.Point(day.until(), value.applyAsDouble(day)))
                .sorted(Comparator.comparing(Trend.Point::at))
                .toList();
    }

    private void unknown(DecayKind kind, String why) {
        unknown.put(kind.word(), why);
    }

    /** A value, from so many, with an interval or a feature where it has one. */
    private record Finding(
            double value,
            long n,
            @Nullable Interval interval,
            @Nullable String feature) {}

    private record Against(@Nullable Double limit, boolean fired) {}

    private Reason reason(DecayKind kind, Finding found, Against against, List<Trend.Point> points) {
        Trend.Line line = Trend.line(points).orElse(null);
        Double limit = against.limit();
        Forecast forecast = line == null || limit == null
                ? null
                : Forecast.of(line, limit, kind.isWorseAbove(), seen.now()).orElse(null);
        return new Reason(
                kind,
                against.fired(),
                kind.isAdvisory(),
                found.value(),
                limit,
                found.n(),
                found.interval(),
                line == null ? null : Forecast.perDay(line),
                line == null ? null : Forecast.perDayInterval(line),
                forecast == null ? null : forecast.at(),
                forecast == null ? null : forecast.earliest(),
                forecast == null ? null : forecast.latest(),
                found.feature());
    }
}
