package dev.signalbox.monitor.metrics;

import dev.signalbox.monitor.decay.DecaySignal;
import dev.signalbox.monitor.decay.DecaySignal.Reason;
import dev.signalbox.monitor.metrics.LatestMeters.Said;
import dev.signalbox.monitor.metrics.LatestMeters.Series;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows how far the deployments last asked about have decayed. Thread safe. */
@Singleton
public class DecayMeters {
    /* Decay is a matter of days, and is asked for by the hour. */
    private static final Duration PRESENT = Duration.ofHours(2);
    private static final double SECONDS_OF_A_DAY = 86_400;

    private final LatestMeters<DecaySignal> latest;

    DecayMeters(MeterRegistry registry, Clock clock) {
        this.latest = new LatestMeters<>(registry, clock, PRESENT);
    }

    /** Shows a signal from now on. */
    public void show(DecaySignal signal) {
        List<Series<DecaySignal>> series = new ArrayList<>();
        for (int i = 0; i < signal.reasons().size(); i++) {
            Tags tags = Tags.of(
                    MeterNames.DEPLOYMENT,
                    signal.deployment().toString(),
                    MeterNames.VERSION,
                    signal.version().id(),
                    MeterNames.KIND,
                    signal.reasons().get(i).kind().word());
            int of = i;
            series.add(of(i, MeterNames.DECAY_VALUE, tags, Reason::value));
            series.add(of(i, MeterNames.DECAY_THRESHOLD, tags, reason -> LatestMeters.orNaN(reason.threshold())));
            series.add(of(i, MeterNames.DECAY_PER_DAY, tags, reason -> LatestMeters.orNaN(reason.perDay())));
            series.add(of(i, MeterNames.DECAY_FIRING, tags, reason -> reason.fired() ? 1 : 0));
            series.add(new Series<>(
                    MeterNames.DECAY_DAYS_LEFT,
                    tags,
                    now -> daysLeft(now.asOf(), now.reasons().get(of).reachedAt())));
        }
        latest.show(signal.deployment(), new Said<>(signal, signal.asOf()), series);
    }

    private static Series<DecaySignal> of(int reason, String name, Tags tags, ToDoubleFunction<Reason> number) {
        return new Series<>(
                name, tags, signal -> number.applyAsDouble(signal.reasons().get(reason)));
    }

    private static double daysLeft(Instant now, @Nullable Instant reached) {
        return reached == null ? Double.NaN : Duration.between(now, reached).toSeconds() / SECONDS_OF_A_DAY;
    }
}
