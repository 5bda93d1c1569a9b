package dev.signalbox.operator.retraining;

import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.Locale;
import java.util.Objects;

/**
 * A version that is asked for in the place of {@code spec.model}, as long as that says what it said when it was adopted: whoever
 * changes it takes the word back.
 */
public record Adopted(ModelArtifact model, ModelDeploymentSpec.Model over) {
    /** Whether a spec still says what it said then. */
    public boolean holdsFor(ModelDeploymentSpec spec) {
        return over.equals(spec.model());
    }

    /** The spec that is carried out. */
    public ModelDeploymentSpec in(ModelDeploymentSpec spec) {
        return holdsFor(spec)
                ? spec.withModel(new ModelDeploymentSpec.Model(model.version().id(), model.uri(), model.sha256()))
                : spec;
    }

    /** Whether the spec itself asks for this artifact, so that nothing stands in its place. */
    public static boolean same(ModelArtifact model, ModelDeploymentSpec.Model asked) {
        String sha256 = asked.sha256() == null ? null : asked.sha256().toLowerCase(Locale.ROOT);
        return model.version().id().equals(asked.version())
                && model.uri().equals(asked.uri())
                && Objects.equals(model.sha256(), sha256);
    }
}
