package dev.signalbox.server.codec;

import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** A request of the protocol's gRPC form: the bytes of its message. */
public final class MessageQuestion implements Question<ModelInferResponse> {
    private final MessageReader reader;
    private final ModelIdentity model;
    private final MessageBody message;

    /** A request about a model. */
    public MessageQuestion(MessageReader reader, ModelIdentity model, MessageBody message) {
        this.reader = reader;
        this.model = model;
        this.message = message;
    }

    @Override
    public int length() {
        return message.length();
    }

    @Override
    public boolean isSlow() {
        return reader.isSlow();
    }

    @Override
    public InferRequest read() {
        return reader.read(message);
    }

    @Override
    public ModelInferResponse write(InferRequest request, List<OutputTensor> outputs) {
        return MessageWriter.answer(model, request, outputs);
    }
}
