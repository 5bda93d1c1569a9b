package dev.signalbox.server.codec;

import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** A request of the protocol's REST form. */
public record JsonQuestion(RequestReader reader, AnswerWriter writer, RequestBody body) implements Question<Answer> {
    @Override
    public int length() {
        return body.length();
    }

    @Override
    public boolean isSlow() {
        return reader.isSlow();
    }

    @Override
    public InferRequest read() {
        return reader.read(body);
    }

    @Override
    public Answer write(InferRequest request, List<OutputTensor> outputs) {
        return writer.answer(request, outputs);
    }
}
