package dev.signalbox.operator.machine;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a platform sees of one deployment: what is asked for, what runs, what is trained, and the route as it is written now. */
public record DeploymentFacts(
        DeploymentName name,
        Document document,
        Map<ModelVersion, VersionFacts> versions,
        @Nullable Route route,
        Map<TrainingKey, TrainingFacts> trainings) {
    public DeploymentFacts {
        versions = Map.copyOf(versions);
        trainings = Collections.unmodifiableSortedMap(new TreeMap<>(trainings));
    }

    /** Where nothing is trained. */
    public DeploymentFacts(
            DeploymentName name, Document document, Map<ModelVersion, VersionFacts> versions, @Nullable Route route) {
        this(name, document, versions, route, Map.of());
    }

    /**
     * The user's document and the operator's status of it. {@code spec} is null where it cannot be read at all; then {@code
     * unreadable} says why. {@code command} is what a person asks for beside it. {@code deleting} is true from the moment that the user deleted it until the operator is done.
     */
    public record Document(
            long generation,
            boolean deleting,
            @Nullable ModelDeploymentSpec spec,
            List<Problem> unreadable,
            @Nullable ModelDeploymentStatus status,
            @Nullable String command) {
        public Document {
            unreadable = List.copyOf(unreadable);
        }

        /** A document without a command. */
        public Document(
                long generation,
                boolean deleting,
                @Nullable ModelDeploymentSpec spec,
                List<Problem> unreadable,
                @Nullable ModelDeploymentStatus status) {
            this(generation, deleting, spec, unreadable, status, null);
        }
    }
}
