package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.profile.ProfileSlice;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where pages see how a version's features and answers were distributed over time. */
@Path("/v1/deployments/{namespace}/{name}/profiles")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(targets = {ProfileResource.ProfileHistory.class, ProfileResource.Slice.class})
public class ProfileResource {
    private static final Duration USUAL = Duration.ofHours(1);

    /** As many steps as a chart has room for; a step holds a number for every bin of every feature. */
    private static final int MOST_STEPS = 240;

    private final ProfileReader reader;
    private final Clock clock;

    ProfileResource(ProfileReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** The profiles of a version within a time, added up by steps. */
    @GET
    @Operation(summary = "How a version's features and answers were distributed over time, in at most 240 steps")
    public ProfileHistory profiles(@BeanParam Asked asked) {
        DeploymentName deployment = asked.deployment();
        ModelVersion version = Parameters.version("version", asked.version);
        Instant to = asked.to == null ? clock.instant() : Parameters.instant("to", asked.to);
        Instant from = asked.from == null ? to.minus(USUAL) : Parameters.instant("from", asked.from);
        Steps steps = Parameters.checked(() -> new Steps(from, to, step(asked.step, from, to)));
        List<Slice> slices = reader.profiles(deployment, version, steps).stream()
                .map(slice -> Slice.of(slice, asked.feature))
                .toList();
        return new ProfileHistory(deployment, version, steps.seconds(), slices);
    }

    private static Duration step(@Nullable String text, Instant from, Instant to) {
        Duration least = Duration.ofSeconds(
                Math.max(1, Math.ceilDiv(Duration.between(from, to).toSeconds(), MOST_STEPS)));
        if (text == null) {
            return least;
        }
        if (!text.matches("\\d{1,9}") || Long.parseLong(text) < 1) {
            throw new BadRequestException("step must be a whole number of seconds from 1 on, got \"" + text + "\"");
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(text));
        return wanted.compareTo(least) < 0 ? least : wanted;
    }

    /** The answer. */
    public record ProfileHistory(
            DeploymentName deployment, ModelVersion version, long stepSeconds, List<Slice> slices) {}

    /** The profiles of one step, or of a longer time where it is not kept as finely. */
    public record Slice(
            Instant start, long seconds, Map<String, FeatureProfile> features, Map<String, OutputProfile> outputs) {
        static Slice of(ProfileSlice slice, @Nullable String feature) {
            return new Slice(
                    slice.start(),
                    slice.span().toSeconds(),
                    only(feature, slice.profiles().features()),
                    only(feature, slice.profiles().outputs()));
        }

        private static <T> Map<String, T> only(@Nullable String name, Map<String, T> profiles) {
            return name == null
                    ? profiles
                    : profiles.entrySet().stream()
                            .filter(profile -> profile.getKey().equals(name))
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /** What is asked for, as it came. */
    public static class Asked extends DeploymentPath {
        /** Whose profiles. */
        @QueryParam("version")
        @Parameter(required = true, description = "whose profiles")
        @Nullable
        String version;

        /** From when on. */
        @QueryParam("from")
        @Parameter(description = "from when on, in ISO 8601; an hour before the end where it is not given")
        @Nullable
        String from;

        /** Before when. */
        @QueryParam("to")
        @Parameter(description = "before when, in ISO 8601; now where it is not given")
        @Nullable
        String to;

        /** The length of a step. */
        @QueryParam("step")
        @Parameter(description = "the length of a step in seconds; as short as 240 steps allow where it is not given")
        @Nullable
        String step;

        /** Only one feature or output. */
        @QueryParam("feature")
        @Parameter(description = "only the feature or output of this name")
        @Nullable
        String feature;
    }
}
