package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.retraining.Adopted;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.spec.ModelDeploymentSpec;

/** A version that was trained comes to stand for what the spec asks for. */
record Adoption(RetrainingState before, Trained trained, ModelDeploymentSpec.Model over) {
    /** What is remembered then. */
    RetrainingState next() {
        ModelArtifact made = trained.artifact();
        if (made == null) {
            throw new IllegalStateException("only a training that made a version can be adopted");
        }
        return before.with(trained.become(Trained.Outcome.Adopted, trained.message()))
                .adopting(Adopted.same(made, over) ? null : new Adopted(made, over));
    }

    String text() {
        return "version " + trained.training().version() + " is asked for in the place of version " + over.version()
                + ", as long as the spec names that";
    }
}
