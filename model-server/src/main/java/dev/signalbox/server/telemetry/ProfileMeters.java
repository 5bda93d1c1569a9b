package dev.signalbox.server.telemetry;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.server.profile.Profiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The profiles of the last window as gauges; no number where nothing was seen. Told by one thread, read by any. */
public final class ProfileMeters {
    private static final String PREFIX = "signalbox.model.";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<String> shown = new HashSet<>();
    private volatile Profiles last = Profiles.NONE;

    ProfileMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    /** Shows these from now on. */
    public void show(Profiles profiles) {
        last = profiles;
        profiles.features().keySet().forEach(this::showFeature);
        profiles.outputs().forEach((name, profile) -> showOutput(name, profile.confidence() != null));
    }

    private void showFeature(String name) {
        if (shown.add("feature/" + name)) {
            Tags ofFeature = tags.and("feature", name);
            gauge("feature.missing.ratio", "Missing values of the last window, as a share", ofFeature, all -> {
                FeatureProfile seen = all.features().get(name);
                return seen == null ? Double.NaN : ratio(seen.missing(), seen.rows());
            });
            gauge("feature.mean", "Mean value of the last window; a text counts by its length", ofFeature, all -> {
                FeatureProfile seen = all.features().get(name);
                return seen == null ? Double.NaN : mean(seen.values());
            });
        }
    }

    private void showOutput(String name, boolean sure) {
        if (shown.add("output/" + name)) {
            Tags ofOutput = tags.and("output", name);
            gauge("output.null.ratio", "Nulls answered in the last window, as a share", ofOutput, all -> {
                OutputProfile said = all.outputs().get(name);
                return said == null ? Double.NaN : ratio(said.nulls(), said.rows());
            });
            gauge("output.mean", "Mean answer of the last window", ofOutput, all -> {
                OutputProfile said = all.outputs().get(name);
                return said == null ? Double.NaN : mean(said.values());
            });
            if (sure) {
                gauge("confidence.mean", "How sure the model was in the last window, on average", tags, all -> {
                    OutputProfile said = all.outputs().get(name);
                    return said == null ? Double.NaN : mean(said.confidence());
                });
            }
        }
    }

    private void gauge(String name, String description, Tags labels, ToDoubleFunction<Profiles> value) {
        Gauge.builder(PREFIX + name, this, meters -> value.applyAsDouble(meters.last))
                .description(description)
                .tags(labels)
                .register(registry);
    }

    private static double ratio(long part, long all) {
        return all == 0 ? Double.NaN : (double) part / all;
    }

    private static double mean(@Nullable BinnedNumbers numbers) {
        return numbers == null ? Double.NaN : numbers.moments().mean().orElse(Double.NaN);
    }
}
