package dev.signalbox.server.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of one tensor out of its {@link InferTensorContents}: counts them, and only then makes room for them. */
final class ContentsReader {
    private static final String[] FIELDS = {
        "none",
        "bool_contents",
        "int_contents",
        "int64_contents",
        "uint_contents",
        "uint64_contents",
        "fp32_contents",
        "fp64_contents",
        "bytes_contents"
    };

    private final Input input;
    private final @Nullable MessagePiece contents;
    private final int field;
    private final ValueRules rules;

    ContentsReader(Input input, @Nullable MessagePiece contents, @Nullable PictureReader pictures) {
        this.input = input;
        this.contents = contents;
        this.field = field(input.datatype());
        this.rules = new ValueRules(input, "element", pictures);
    }

    private static int field(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> InferTensorContents.BOOL_CONTENTS_FIELD_NUMBER;
            case INT8, INT16, INT32 -> InferTensorContents.INT_CONTENTS_FIELD_NUMBER;
            case INT64 -> InferTensorContents.INT64_CONTENTS_FIELD_NUMBER;
            case UINT8, UINT16, UINT32 -> InferTensorContents.UINT_CONTENTS_FIELD_NUMBER;
            case UINT64 -> InferTensorContents.UINT64_CONTENTS_FIELD_NUMBER;
            case FP32 -> InferTensorContents.FP32_CONTENTS_FIELD_NUMBER;
            case FP64 -> InferTensorContents.FP64_CONTENTS_FIELD_NUMBER;
            case BYTES -> InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER;
            case FP16, BF16 -> throw new IllegalArgumentException(datatype + " has no contents");
        };
    }

    /** The elements, if they fill the shape. */
    Elements filling(List<Long> shape) throws IOException {
        long expected = Shapes.product(input, shape);
        long count = contents == null ? 0 : count(contents);
        if (count != expected) {
            throw rules.refused("contents must have " + expected + " elements in " + FIELDS[field] + " for shape "
                    + shape + ", got " + count);
        }
        int size = (int) count;
        return switch (input.datatype()) {
            case BOOL -> {
                boolean[] values = new boolean[size];
                fill((in, i) -> values[i] = in.readBool());
                yield Elements.Booleans.over(values);
            }
            case FP32 -> {
                float[] values = new float[size];
                fill((in, i) -> values[i] = in.readFloat());
                yield rules.floats(values);
            }
            case FP64 -> {
                double[] values = new double[size];
                fill((in, i) -> values[i] = in.readDouble());
                yield rules.doubles(values);
            }
            case BYTES -> readTexts();
            default -> {
                long[] values = new long[size];
                fill(whole(values));
                yield rules.whole(values);
            }
        };
    }

    private Take whole(long[] values) {
        return switch (field) {
            case InferTensorContents.INT_CONTENTS_FIELD_NUMBER -> (in, i) -> values[i] = in.readInt32();
            case InferTensorContents.UINT_CONTENTS_FIELD_NUMBER ->
                (in, i) -> values[i] = Integer.toUnsignedLong(in.readUInt32());
            default -> (in, i) -> values[i] = in.readInt64();
        };
    }

    private Elements readTexts() throws IOException {
        Elements elements = Elements.of(input);
        if (contents != null) {
            CodedInputStream in = contents.stream();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (MessagePiece.delimited(tag) == field) {
                    rules.add(elements, contents.next(in).buffer());
                } else {
                    MessagePiece.skip(in, tag);
                }
            }
        }
        return elements;
    }

    /** How many elements there are; elements in the field of another datatype are refused. */
    private long count(MessagePiece piece) throws IOException {
        CodedInputStream in = piece.stream();
        long count = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            if (number < FIELDS.length && MessagePiece.delimited(tag) == number) {
                MessagePiece part = piece.next(in);
                int some = count(part, number);
                checkField(number, some);
                count += some;
            } else {
                MessagePiece.skip(in, tag);
                if (isOne(tag)) {
                    checkField(number, 1);
                    count++;
                }
            }
        }
        return count;
    }

    /** Whether a tag is that of one element by itself. */
    private static boolean isOne(int tag) {
        return WireFormat.getTagWireType(tag)
                == switch (WireFormat.getTagFieldNumber(tag)) {
                    case InferTensorContents.BOOL_CONTENTS_FIELD_NUMBER,
                            InferTensorContents.INT_CONTENTS_FIELD_NUMBER,
                            InferTensorContents.INT64_CONTENTS_FIELD_NUMBER,
                            InferTensorContents.UINT_CONTENTS_FIELD_NUMBER,
                            InferTensorContents.UINT64_CONTENTS_FIELD_NUMBER -> WireFormat.WIRETYPE_VARINT;
                    case InferTensorContents.FP32_CONTENTS_FIELD_NUMBER -> WireFormat.WIRETYPE_FIXED32;
                    case InferTensorContents.FP64_CONTENTS_FIELD_NUMBER -> WireFormat.WIRETYPE_FIXED64;
                    default -> -1;
                };
    }

    private void checkField(int number, int elements) {
        if (elements > 0 && number != field) {
            throw rules.refused(
                    "contents must be in " + FIELDS[field] + " for " + input.datatype() + ", got " + FIELDS[number]);
        }
    }

    private static int count(MessagePiece part, int number) {
        return switch (number) {
            case InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER -> 1;
            case InferTensorContents.FP32_CONTENTS_FIELD_NUMBER -> part.length() / Float.BYTES;
            case InferTensorContents.FP64_CONTENTS_FIELD_NUMBER -> part.length() / Double.BYTES;
            default -> part.varints();
        };
    }

    private void fill(Take take) throws IOException {
        if (contents == null) {
            return;
        }
        CodedInputStream in = contents.stream();
        int next = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (MessagePiece.delimited(tag) == field) {
                CodedInputStream packed = contents.next(in).stream();
                while (!packed.isAtEnd()) {
                    take.element(packed, next++);
                }
            } else if (WireFormat.getTagFieldNumber(tag) == field && isOne(tag)) {
                take.element(in, next++);
            } else {
                MessagePiece.skip(in, tag);
            }
        }
    }

    private interface Take {
        void element(CodedInputStream in, int index) throws IOException;
    }
}
