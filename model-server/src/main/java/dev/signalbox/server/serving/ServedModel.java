package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.folder.ModelFolder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model and what it takes to talk with it. {@code rowFound} are the sizes within a row that were found by trial, where no
 * signature tells them.
 */
public record ServedModel(
        DeploymentName deployment,
        ModelIdentity identity,
        ModelFolder folder,
        ModelRunner runner,
        RequestReader reader,
        @Nullable List<Long> rowFound) {
    /** A request that the model must be able to answer; empty where neither a signature nor a trial told one. */
    Optional<SampleRequest> sample(int rows) {
        boolean told = folder.signature().inputs().stream()
                .noneMatch(input -> input.shape().anyRank());
        return told || rowFound != null
                ? Optional.of(SampleRequest.of(folder, rows, rowFound == null ? List.of() : rowFound))
                : Optional.empty();
    }

    /** Writes this model's documents. */
    public AnswerWriter writer() {
        return new AnswerWriter(identity);
    }
}
