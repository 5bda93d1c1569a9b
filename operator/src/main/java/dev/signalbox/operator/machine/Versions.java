package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a deployment: the one that serves, the one that is judged, those that only end what they have begun, and
 * the one that was rolled back and is not tried again.
 */
public record Versions(
        @Nullable Serving stable,
        @Nullable Candidate candidate,
        List<Serving> retiring,
        @Nullable VersionSpec refused) {
    /** None at all. */
    public static final Versions NONE = new Versions(null, null, List.of(), null);

    /** How many versions may drain at the same time; a further candidate waits. */
    static final int MOST_RETIRING = 4;

    public Versions {
        retiring = List.copyOf(retiring);
    }

    /** A version that serves, or drains, since a time. */
    public record Serving(VersionSpec spec, Instant since) {}

    /** A version that is judged: since when, and since when by requests of the present kind (null: it never got any yet). */
    public record Candidate(
            VersionSpec spec, Instant startedAt, @Nullable Instant servingSince) {
        Candidate servingFrom(Instant now) {
            return servingSince == null ? new Candidate(spec, startedAt, now) : this;
        }

        Candidate judgedFrom(Instant now) {
            return new Candidate(spec, startedAt, now);
        }
    }

    /** Every version that something runs for, or should. */
    public Stream<VersionSpec> all() {
        return Stream.concat(
                Stream.concat(
                        Stream.ofNullable(stable).map(Serving::spec),
                        Stream.ofNullable(candidate).map(Candidate::spec)),
                retiring.stream().map(Serving::spec));
    }

    boolean has(ModelVersion version) {
        return all().anyMatch(v -> v.model().version().equals(version));
    }

    Versions withCandidate(@Nullable Candidate other) {
        return new Versions(stable, other, retiring, refused);
    }

    Versions withRefused(@Nullable VersionSpec other) {
        return new Versions(stable, candidate, retiring, other);
    }

    Versions withRetiring(List<Serving> others) {
        return new Versions(stable, candidate, others, refused);
    }

    /** The server of the version of this model is another one, of the size that it has as stable, or as a candidate. */
    Versions withServer(ModelArtifact model, ServerPlan server, ServerPlan sized) {
        Serving serving = stable;
        if (serving != null && serving.spec().model().equals(model)) {
            return new Versions(
                    new Serving(new VersionSpec(model, server), serving.since()), candidate, retiring, refused);
        }
        Candidate judged = candidate;
        if (judged != null && judged.spec().model().equals(model)) {
            return withCandidate(
                    new Candidate(new VersionSpec(model, sized), judged.startedAt(), judged.servingSince()));
        }
        return this;
    }

    /** A version is judged from now on; a candidate before it, if any, drains, and one that drained comes back. */
    Versions begin(VersionSpec spec, Instant now) {
        List<Serving> draining = new ArrayList<>();
        for (Serving old : retiring) {
            if (!old.spec().model().equals(spec.model())) {
                draining.add(old);
            }
        }
        if (candidate != null) {
            draining.add(new Serving(candidate.spec(), now));
        }
        return new Versions(stable, new Candidate(spec, now, null), draining, null);
    }

    /** The candidate is stable from now on, and the old stable drains. */
    Versions promote(Instant now) {
        Candidate judged = candidate;
        if (judged == null) {
            throw new IllegalStateException("there is no candidate to promote");
        }
        List<Serving> draining = new ArrayList<>(retiring);
        if (stable != null) {
            draining.add(new Serving(stable.spec(), now));
        }
        return new Versions(new Serving(judged.spec(), now), null, draining, null);
    }
}
