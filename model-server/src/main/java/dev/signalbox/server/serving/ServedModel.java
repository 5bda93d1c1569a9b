package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.JsonQuestion;
import dev.signalbox.server.codec.MessageBody;
import dev.signalbox.server.codec.MessageQuestion;
import dev.signalbox.server.codec.MessageReader;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.codec.Question;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.codec.Room;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.messages.ModelInferResponse;
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
        Formats formats,
        @Nullable List<Long> rowFound) {
    /** How requests of this model are read and their answers written, in each form of the protocol. */
    public record Formats(RequestReader reader, AnswerWriter writer, MessageReader messages) {}

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
        return formats.writer();
    }

    /** A request of the REST form. */
    Question<Answer> question(RequestBody body) {
        return new JsonQuestion(formats.reader(), formats.writer(), body);
    }

    /** A request of the gRPC form. */
    Question<ModelInferResponse> question(byte[] message, Room room) {
        return new MessageQuestion(formats.messages(), identity, new MessageBody(message, room));
    }
}
