package dev.signalbox.monitor.quality;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.decay.Decay;
import dev.signalbox.monitor.decay.DecayKind;
import dev.signalbox.monitor.decay.DecayLimits;
import dev.signalbox.monitor.decay.DecaySignal;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.metrics.DecayMeters;
import dev.signalbox.monitor.rollout.RolloutStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where the operator and people see whether the model that serves has decayed. */
@Path("/v1/deployments/{namespace}/{name}/decay")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(targets = {DecaySignal.class, DecaySignal.Reason.class, DecayKind.class})
public class DecayResource {
    private final DecayReader reader;
    private final RolloutStore rollouts;
    private final DecayMeters meters;
    private final Clock clock;

    DecayResource(DecayReader reader, RolloutStore rollouts, DecayMeters meters, Clock clock) {
        this.reader = reader;
        this.rollouts = rollouts;
        this.meters = meters;
        this.clock = clock;
    }

    /** The decay of the version that is stable at that time, by what is stored. */
    @GET
    @Operation(summary = "Whether the stable version has decayed, how fast it does, and when a limit will be reached")
    public DecaySignal decay(@BeanParam DecayParameters asked) {
        DeploymentName deployment = asked.deployment();
        DecayLimits limits = asked.limits();
        Instant at = asked.at == null ? clock.instant() : Parameters.instant("at", asked.at);
        ModelVersion stable = stable(deployment, at);
        DecaySignal signal =
                DecaySignal.of(deployment, stable, at, Decay.judge(reader.seen(deployment, stable, at), limits));
        if (asked.at == null) {
            meters.show(signal);
        }
        return signal;
    }

    private ModelVersion stable(DeploymentName deployment, Instant at) {
        ModelVersion stable = rollouts.changes(deployment, Instant.EPOCH, at, 1).stream()
                .findFirst()
                .map(RolloutReport::stable)
                .orElse(null);
        if (stable == null) {
            throw new NotFoundException("no version of " + deployment + " is stable, as far as the operator told");
        }
        return stable;
    }
}
