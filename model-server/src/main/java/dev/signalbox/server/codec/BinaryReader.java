package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of one binary tensor: row-major, little-endian, without anything between them. */
final class BinaryReader {
    private static final int LENGTH_SIZE = 4;

    private final Input input;
    private final ByteBuffer bytes;
    private final ValueRules rules;

    BinaryReader(Input input, ByteBuffer bytes, @Nullable PictureReader pictures) {
        this.input = input;
        this.bytes = bytes;
        this.rules = new ValueRules(input, "binary element", pictures);
    }

    /** The elements, if they fill the shape. */
    Elements filling(List<Long> shape) {
        long count = Shapes.product(input, shape);
        return input.datatype() == Datatype.BYTES ? readTexts(count) : readFixed(checked(count));
    }

    private int checked(long count) {
        int size = input.datatype().size();
        if (count > Integer.MAX_VALUE / size || count * size != bytes.remaining()) {
            throw rules.refused("must have " + count + " elements of " + size + " bytes as a binary tensor of "
                    + input.datatype() + ", got " + bytes.remaining() + " bytes");
        }
        return (int) count;
    }

    private Elements readFixed(int count) {
        return switch (input.datatype()) {
            case BOOL -> readBooleans(count);
            case FP64 -> {
                double[] values = new double[count];
                bytes.asDoubleBuffer().get(values);
                yield rules.doubles(values);
            }
            case FP32 -> {
                float[] values = new float[count];
                bytes.asFloatBuffer().get(values);
                yield rules.floats(values);
            }
            case FP16 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Float.float16ToFloat(bytes.getShort());
                }
                yield rules.floats(values);
            }
            case BF16 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Float.intBitsToFloat(bytes.getShort() << Short.SIZE);
                }
                yield rules.floats(values);
            }
            default -> readWhole(count);
        };
    }

    private Elements readBooleans(int count) {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            byte value = bytes.get();
            if (value != 0 && value != 1) {
                throw rules.refused(i, "must be 0 or 1 for BOOL, got " + Byte.toUnsignedInt(value));
            }
            values[i] = value == 1;
        }
        return Elements.Booleans.over(values);
    }

    private Elements readWhole(int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (input.datatype()) {
                case UINT8 -> Byte.toUnsignedLong(bytes.get());
                case INT8 -> bytes.get();
                case UINT16 -> Short.toUnsignedLong(bytes.getShort());
                case INT16 -> bytes.getShort();
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
                case INT32 -> bytes.getInt();
                default -> bytes.getLong();
            };
        }
        return rules.whole(values);
    }

    /** Texts or pictures, each after the number of its bytes. */
    private Elements readTexts(long count) {
        Elements elements = Elements.of(input);
        while (bytes.hasRemaining()) {
            if (elements.size() == count) {
                throw rules.refused("must have " + count + " elements as a binary tensor of BYTES, got "
                        + bytes.remaining() + " bytes after them");
            }
            rules.add(elements, next(elements.size()));
        }
        if (elements.size() != count) {
            throw rules.refused("must have " + count + " elements as a binary tensor of BYTES, got " + elements.size());
        }
        return elements;
    }

    /** The only element of a raw request, which has no length before it. */
    Elements whole(List<Long> shape) {
        if (Shapes.product(input, shape) != 1) {
            throw rules.refused("must be of shape [1] for a raw request, got " + shape);
        }
        Elements elements = Elements.of(input);
        rules.add(elements, bytes);
        return elements;
    }

    private ByteBuffer next(int index) {
        if (bytes.remaining() < LENGTH_SIZE) {
            throw rules.refused(
                    index, "must begin with " + LENGTH_SIZE + " bytes of its length, got " + bytes.remaining());
        }
        long length = Integer.toUnsignedLong(bytes.getInt());
        if (length > bytes.remaining()) {
            throw rules.refused(
                    index,
                    "must have as many bytes as it says, " + length + ", but " + bytes.remaining() + " are left");
        }
        ByteBuffer element = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return element;
    }
}
