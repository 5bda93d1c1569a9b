package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.folder.ModelFolder;

/** A loaded model and what it takes to talk with it. */
public record ServedModel(
        DeploymentName deployment,
        ModelIdentity identity,
        ModelFolder folder,
        ModelRunner runner,
        RequestReader reader) {
    /** Writes this model's documents. */
    public AnswerWriter writer() {
        return new AnswerWriter(identity);
    }
}
