package dev.signalbox.server.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.signalbox.server.image.PictureDecoder;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferRequestedOutputTensor;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.InputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link ModelInferRequest}s of one model, by the same rules as the protocol's JSON. Whatever is wrong with one is a
 * {@link RequestRefused} that names it. Thread safe.
 */
public final class MessageReader {
    /* The generated parser makes objects of whatever is there, twenty bytes and more of each of the sender's: a body within its
     * bound could fill the heap. This one keeps places, no more of them than the signature has tensors, and reads elements
     * straight into primitive arrays of the size that the shape says. */

    private final ModelIdentity model;
    private final Signature signature;
    private final TensorRules rules;
    private final @Nullable PictureDecoder decoder;

    public MessageReader(ModelIdentity model, Signature signature, RequestLimits limits) {
        this.model = model;
        this.signature = signature;
        this.rules = new TensorRules(signature, limits);
        this.decoder = signature.hasImages() ? new PictureDecoder(limits.pixels()) : null;
    }

    /** Whether reading even a small message takes long: it holds pictures. */
    boolean isSlow() {
        return decoder != null;
    }

    /** Reads a message; {@link UnknownModel} if it is about another model. */
    InferRequest read(MessageBody message) {
        PictureReader pictures = decoder == null ? null : new PictureReader(decoder, message.room());
        try {
            return read(Parts.of(message.bytes(), signature), pictures);
        } catch (InvalidProtocolBufferException malformed) {
            throw new RequestRefused("message must be a well-formed ModelInferRequest: " + malformed.getMessage());
        } catch (IOException malformed) {
            throw new RequestRefused("message must be a well-formed ModelInferRequest");
        }
    }

    private InferRequest read(Parts parts, @Nullable PictureReader pictures) throws IOException {
        model.unlike(parts.model, parts.version.isEmpty() ? null : parts.version)
                .ifPresent(wrong -> {
                    throw new UnknownModel(wrong);
                });
        String id = TensorRules.id(parts.id);
        boolean raw = parts.raws.count() > 0;
        if (raw && parts.raws.count() != parts.inputs.count()) {
            throw new RequestRefused("raw_input_contents must have an entry for each of the inputs, or none: got "
                    + parts.raws.count() + " for " + parts.inputs.count());
        }
        List<InputTensor> inputs = new ArrayList<>(parts.inputs.kept().size());
        for (int i = 0; i < parts.inputs.kept().size(); i++) {
            MessageTensorReader reader = new MessageTensorReader(rules, "inputs[" + i + "]", pictures);
            MessagePiece piece = parts.inputs.kept().get(i);
            InputTensor tensor = raw ? reader.read(piece, parts.raws.kept().get(i)) : reader.read(piece);
            TensorRules.checkOnce(inputs, tensor);
            inputs.add(tensor);
        }
        return new InferRequest(id.isEmpty() ? null : id, rules.batch(inputs), wanted(parts.outputs.kept(), raw));
    }

    /** The outputs asked for, all where none are. Raw contents are those of all outputs or of none, and the request's decide. */
    private List<WantedOutput> wanted(List<MessagePiece> pieces, boolean rawInputs) throws IOException {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Output next = output(pieces.get(i), "outputs[" + i + "]");
            if (outputs.contains(next)) {
                throw TensorRules.outputTwice(next);
            }
            outputs.add(next);
        }
        List<Output> all = outputs.isEmpty() ? signature.outputs() : outputs;
        boolean raw =
                rawInputs || !all.stream().allMatch(output -> output.datatype().isInJson());
        return all.stream().map(output -> new WantedOutput(output, raw)).toList();
    }

    private Output output(MessagePiece piece, String where) throws IOException {
        CodedInputStream in = piece.stream();
        MessageParameters parameters = new MessageParameters(where + ".parameters");
        String name = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (MessagePiece.delimited(tag)) {
                case InferRequestedOutputTensor.NAME_FIELD_NUMBER -> name = in.readStringRequireUtf8();
                case InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER -> parameters.add(piece.next(in));
                default -> MessagePiece.skip(in, tag);
            }
        }
        if (name.isEmpty()) {
            throw new RequestRefused(where + ".name is required");
        }
        return rules.output(where, name);
    }

    /** Where the parts of a message are. */
    private static final class Parts {
        private final Pieces inputs;
        private final Pieces outputs;
        private final Pieces raws;
        private final MessageParameters parameters = new MessageParameters("parameters");
        private String model = "";
        private String version = "";
        private String id = "";

        /* One more than the signature has is one too many in any case: it has no name, a wrong one, or one that came before. */
        private Parts(Signature signature) {
            this.inputs = new Pieces(signature.inputs().size() + 1);
            this.outputs = new Pieces(signature.outputs().size() + 1);
            this.raws = new Pieces(signature.inputs().size() + 1);
        }

        static Parts of(byte[] message, Signature signature) throws IOException {
            Parts parts = new Parts(signature);
            MessagePiece whole = MessagePiece.whole(message);
            CodedInputStream in = whole.stream();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (MessagePiece.delimited(tag)) {
                    case ModelInferRequest.MODEL_NAME_FIELD_NUMBER -> parts.model = in.readStringRequireUtf8();
                    case ModelInferRequest.MODEL_VERSION_FIELD_NUMBER -> parts.version = in.readStringRequireUtf8();
                    case ModelInferRequest.ID_FIELD_NUMBER -> parts.id = in.readStringRequireUtf8();
                    case ModelInferRequest.PARAMETERS_FIELD_NUMBER -> parts.parameters.add(whole.next(in));
                    case ModelInferRequest.INPUTS_FIELD_NUMBER -> parts.inputs.add(whole.next(in));
                    case ModelInferRequest.OUTPUTS_FIELD_NUMBER -> parts.outputs.add(whole.next(in));
                    case ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER -> parts.raws.add(whole.next(in));
                    default -> MessagePiece.skip(in, tag);
                }
            }
            return parts;
        }
    }

    /** The first pieces of a kind, and how many there are. */
    private static final class Pieces {
        private final int most;
        private final List<MessagePiece> kept = new ArrayList<>(2);
        private int count;

        Pieces(int most) {
            this.most = most;
        }

        void add(MessagePiece piece) {
            count++;
            if (kept.size() < most) {
                kept.add(piece);
            }
        }

        List<MessagePiece> kept() {
            return kept;
        }

        int count() {
            return count;
        }
    }
}
