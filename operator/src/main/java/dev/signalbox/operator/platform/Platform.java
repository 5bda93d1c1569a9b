package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where versions run. It observes and acts; it decides nothing.
 *
 * <p>Calls about one deployment come one at a time, calls about different ones at the same time. Any call may throw a {@link
 * PlatformException}: the same will be tried again at the next tick. Nothing may be kept in memory that a restarted operator
 * could not see again.
 */
public interface Platform extends AutoCloseable {
    /** Begins to watch, and tells the name of every deployment of which anything has changed (instances and route included). */
    void start(Consumer<DeploymentName> changed);

    /** The deployments that there are now, those that are being deleted included. */
    Set<DeploymentName> deployments();

    /** What is seen of a deployment now; empty if it is not there and nothing is left of it. */
    Optional<DeploymentFacts> observe(DeploymentName name);

    /** Makes it so. */
    void apply(DeploymentName name, Effect.OnPlatform effect);

    /** Replaces the status; durable when this returns. A deployment that is gone meanwhile is no error. */
    void writeStatus(DeploymentName name, ModelDeploymentStatus status);

    /** Why a training by this trainer cannot run here; empty where it can. */
    Optional<String> trainingRefusal(RetrainingRules.Trainer trainer);

    /** The base addresses of the instances of a version that are ready, for those who ask them past the routers. */
    List<URI> instances(DeploymentName name, ModelVersion version);

    /** The admin addresses of the routers, where the configuration does not name them. */
    List<URI> routers();

    /** Whether the operator judges candidates itself where no monitor does: on a machine that may be without a network. */
    default boolean judges() {
        return false;
    }

    /** Ends the watch. What runs goes on running. */
    @Override
    void close();
}
