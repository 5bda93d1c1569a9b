package dev.signalbox.server.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.signalbox.server.messages.ModelInferRequest.InferInputTensor;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one of the {@code inputs} of a message, whose elements are its contents or the raw ones. */
final class MessageTensorReader {
    private static final int MOST_DIMENSIONS = 16;

    private final TensorRules rules;
    private final String position;
    private final @Nullable PictureReader pictures;
    private final List<Long> shape = new ArrayList<>(2);

    private String name = "";
    private String datatype = "";
    private @Nullable MessagePiece contents;

    MessageTensorReader(TensorRules rules, String position, @Nullable PictureReader pictures) {
        this.rules = rules;
        this.position = position;
        this.pictures = pictures;
    }

    /** Reads a tensor with its contents. */
    InputTensor read(MessagePiece tensor) throws IOException {
        Input input = declared(tensor);
        if (!input.datatype().isInJson()) {
            throw new RequestRefused(
                    "input \"" + name + "\" contents of " + input.datatype() + " must be raw, in raw_input_contents");
        }
        return of(input, new ContentsReader(input, contents, pictures).filling(shape));
    }

    /** Reads a tensor whose elements are elsewhere, as bytes. */
    InputTensor read(MessagePiece tensor, MessagePiece raw) throws IOException {
        Input input = declared(tensor);
        if (contents != null && contents.length() > 0) {
            throw new RequestRefused(
                    "input \"" + name + "\" contents must be absent: the request has raw_input_contents");
        }
        return of(input, new BinaryReader(input, raw.buffer(), pictures).filling(shape));
    }

    private InputTensor of(Input input, Elements elements) {
        return new InputTensor(input, shape, elements);
    }

    private Input declared(MessagePiece tensor) throws IOException {
        CodedInputStream in = tensor.stream();
        MessageParameters parameters = new MessageParameters(position + ".parameters");
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (MessagePiece.delimited(tag)) {
                case InferInputTensor.NAME_FIELD_NUMBER -> name = in.readStringRequireUtf8();
                case InferInputTensor.DATATYPE_FIELD_NUMBER -> datatype = in.readStringRequireUtf8();
                case InferInputTensor.SHAPE_FIELD_NUMBER -> readSizes(tensor.next(in));
                case InferInputTensor.PARAMETERS_FIELD_NUMBER -> parameters.add(tensor.next(in));
                case InferInputTensor.CONTENTS_FIELD_NUMBER -> keepContents(tensor.next(in));
                default -> readSizeOrSkip(in, tag);
            }
        }
        if (name.isEmpty()) {
            throw new RequestRefused(position + ".name is required");
        }
        Input input = rules.input(position, name, datatype);
        rules.checkShape(input, shape);
        return input;
    }

    private void keepContents(MessagePiece piece) {
        if (contents != null) {
            throw new RequestRefused(position + ".contents must be given once, got it twice");
        }
        contents = piece;
    }

    private void readSizes(MessagePiece packed) throws IOException {
        CodedInputStream in = packed.stream();
        while (!in.isAtEnd()) {
            addSize(in.readInt64());
        }
    }

    /* A list of numbers may also come one by one. */
    private void readSizeOrSkip(CodedInputStream in, int tag) throws IOException {
        if (WireFormat.getTagFieldNumber(tag) == InferInputTensor.SHAPE_FIELD_NUMBER
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            addSize(in.readInt64());
        } else {
            MessagePiece.skip(in, tag);
        }
    }

    private void addSize(long size) {
        if (size < 0) {
            throw new RequestRefused(position + ".shape must not have negative sizes, got " + size);
        }
        if (shape.size() == MOST_DIMENSIONS) {
            throw new RequestRefused(position + ".shape must have at most " + MOST_DIMENSIONS + " dimensions");
        }
        shape.add(size);
    }
}
